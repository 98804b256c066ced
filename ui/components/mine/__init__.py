"""Where somebody stands, and how it went."""
