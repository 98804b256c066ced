"""Targets: the points that people and teams aim at in a period, who set them, and how far everybody has come."""
