"""What other weights would have done, and scoring a period again."""
