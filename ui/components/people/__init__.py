"""Employees and teams, and who belongs where."""
