"""What the feed tells of, and what one may answer."""

from enum import StrEnum


class Kind(StrEnum):
    DEAL = "deal"
    """An activity of a celebrated type earned its employee points."""
    LEADER = "leader"
    """Somebody overtook whoever stood alone at the top of a board, and stands there alone."""
    GAINED = "gained"
    """Over a day somebody came into the first three, or up by many places."""
    PERIOD_OVER = "period_over"


class Reaction(StrEnum):
    APPLAUSE = "applause"
    WELL_DONE = "well_done"
    THANKS = "thanks"
