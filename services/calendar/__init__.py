"""Which days are worked, and what follows from it."""
