"""Employees, teams and customers, over time."""
