"""A suite and a submission give a result."""
