"""A file that is imported: its columns, what they mean, what became of it."""
