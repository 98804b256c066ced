"""Boards: the podium, the rows, who is looked for, and how ranks went over time."""
