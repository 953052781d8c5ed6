"""Other tools' formats and places: what a release may be, what their tests call, what goes there and comes back."""
