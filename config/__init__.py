"""What an installation can set, and what it starts with."""
