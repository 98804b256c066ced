"""Over which days the plan is audited, and of whom."""

from dataclasses import dataclass

from db.engine import Database, Session
from services.world import World


@dataclass(frozen=True, slots=True)
class Span:
    """Over which days, today included, and of whom. until: the day after the last one that has been."""

    database: Database
    session: Session
    here: World
    start: int
    end: int
    today: int
    reached: frozenset[int] | None

    @property
    def until(self) -> int:
        return min(self.end, self.today + 1)
