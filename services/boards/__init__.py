"""Where people stand, and what their points are made of."""
