"""Other tools' formats and places: what a release may be, what their tests call, and what goes back to them."""
