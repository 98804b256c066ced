"""Screens on walls: what they show, who may look, and what they say."""
