"""What everything else speaks of: assignments, results, people. Frozen dataclasses, standard library only, no I/O."""
