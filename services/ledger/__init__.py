"""The ledger and what follows from it: posting, and the proof that all of it is right."""
