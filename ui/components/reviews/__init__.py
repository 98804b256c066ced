"""Reviews of periods that are over."""
