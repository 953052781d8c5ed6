"""The catalogue of attacks, and what runs it: `python -m tests.attacks.hostile.session`."""
