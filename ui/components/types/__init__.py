"""Activity types and their forms."""
