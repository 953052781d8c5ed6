"""The hidden tests. They never leave the course's checkout."""
