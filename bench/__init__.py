"""What Laurel's work costs beside the fastest way known to do it: programs that print tables, never timed tests."""
