"""What the pages of administration share: their frame, forms and lists."""
