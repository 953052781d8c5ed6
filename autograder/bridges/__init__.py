"""Ways to other systems: what a release may be, for people and for their tools, and what is said over the network."""
