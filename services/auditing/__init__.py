"""How the plan works in practice: what it pays for, and whom it serves."""
