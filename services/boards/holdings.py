"""Holdings: what a holder has beside a place on a board: points to spend, a level or tier, what waits, what expires."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from db import activities, ledger
from db.engine import Database, Session
from scoring.periods import business_day, day_date
from scoring.plan import HolderKind, Tier
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.standings import account_of
from services.boards.statements import KIND
from services.explanations.explaining import earned_if_approved
from services.reaching import require_holder
from services.world import World, world


@dataclass(frozen=True, slots=True)
class Level:
    """A level of an employee or a tier of a customer. number: 1 for the lowest; from_points: the lifetime that reaches it."""

    key: str
    number: int
    label: Mapping[str, str] = field(hash=False)
    from_points: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """balance: what can be spent, below zero a debt. waiting: activities that nobody has decided; pending: what they would give if approved now.

    level, following: None where the plan in force has none, or no higher one. expiring: (last valid day, points), the soonest first.
    """

    balance: int
    lifetime: int
    waiting: int
    pending: int
    level: Level | None
    following: Level | None
    expiring: tuple[tuple[dt.date, int], ...]

    @property
    def debt(self) -> int:
        """What later points repay first."""
        return max(0, -self.balance)

    @property
    def missing(self) -> int:
        """How many points the next level still takes; 0 where there is none."""
        return max(0, self.following.from_points - self.lifetime) if self.following else 0


def holdings(database: Database, actor: Actor, kind: HolderKind, code: str, *, now: int | None = None) -> Holdings:
    """What a holder has at this moment. Raises Unknown, Forbidden."""
    require(actor, Act.READ_POINTS)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        require_holder(session, here.directory, actor, Act.READ_POINTS, kind, code, today)
        account = account_of(session, KIND[kind], code)
        balance, lifetime = ledger.balances(session, [account]).get(account, (0, 0))
        waits = activities.waiting(session, account)
        pending = earned_if_approved(session, here, waits, account)
        return Holdings(balance, lifetime, len(waits), pending, *levels_at(here, kind, lifetime), _expiring(session, account, today))


def levels_at(here: World, kind: HolderKind, lifetime: int) -> tuple[Level | None, Level | None]:
    """The level that a lifetime of points has reached under the newest plan, and the one after it."""
    tiers = here.plans[-1].plan.tiers[kind] if here.plans else ()
    ordered = sorted(tiers, key=lambda tier: tier.from_points)
    reached = sum(1 for tier in ordered if tier.from_points <= max(0, lifetime))
    return _level(ordered, reached), _level(ordered, reached + 1)


def _level(tiers: list[Tier], number: int) -> Level | None:
    if not 0 < number <= len(tiers):
        return None
    tier = tiers[number - 1]
    return Level(tier.key, number, tier.label, tier.from_points)


def _expiring(session: Session, account: int, today: int) -> tuple[tuple[dt.date, int], ...]:
    lots = ledger.lots(session, [account]).get(account, {})
    return tuple((day_date(day), left) for day, left in sorted(lots.items()) if left and day >= today)
