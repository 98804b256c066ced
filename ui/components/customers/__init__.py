"""Customers, listed and alone."""
