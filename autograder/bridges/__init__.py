"""Other tools' formats and places: what a release may be, what their tests call, and what goes to them and comes back."""
