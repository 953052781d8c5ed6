"""Other tools: what a release may be for them, what their tests call, and what goes to them and comes back."""
