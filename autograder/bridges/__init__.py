"""Ways to other systems over the network, each spoken as its specification has it. Blind to files and gradebook."""
