"""The processes that run a student's code, and the calls that cross to them."""
