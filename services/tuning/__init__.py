"""What other weights would have done to the real history (replay), and doing it to an open period (rescore)."""
