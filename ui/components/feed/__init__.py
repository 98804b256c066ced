"""What the pages of the feed are made of."""
