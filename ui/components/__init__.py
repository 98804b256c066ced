"""What recurs on pages: each a function that draws one thing and owns its own state."""
