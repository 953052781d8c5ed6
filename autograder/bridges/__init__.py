"""Other tools' own formats and places: what they read, and what their tests call."""
