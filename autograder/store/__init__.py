"""Files and gradebook, to and from the model."""
