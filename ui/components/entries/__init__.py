"""Entries of the ledger, and what a number is made of."""
