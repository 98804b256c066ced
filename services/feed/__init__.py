"""The feed: what happened that is worth telling, what managers chose to celebrate, and what people answer to it."""
