"""From the one source to what authors derive from it."""
