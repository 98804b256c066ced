"""Breaking down: what a holder's points of some days are made of, rule by rule, without reading them line by line."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from db import breakdown as stored
from db.engine import Database
from scoring.periods import business_day
from scoring.plan import HolderKind
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.entry_lines import stretch
from services.boards.narrowing import narrowed, read_by
from services.boards.standings import account_of
from services.boards.statements import KIND
from services.reaching import require_holder
from services.world import World, world

EARNED = "earned"


@dataclass(frozen=True, slots=True)
class Part:
    """What one rule gave, or what one other kind of entry changed. rule, label: None but for earned ones; label by language.

    entries: how many; score, balance: their sums.
    """

    kind: str
    rule: str | None
    label: Mapping[str, str] | None = field(hash=False)
    entries: int
    score: int
    balance: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """parts: those that gave most first; what took away last."""

    parts: tuple[Part, ...]

    @property
    def entries(self) -> int:
        return sum(part.entries for part in self.parts)

    @property
    def score(self) -> int:
        return sum(part.score for part in self.parts)

    @property
    def balance(self) -> int:
        return sum(part.balance for part in self.parts)


def breakdown(
    database: Database,
    actor: Actor,
    holder_kind: HolderKind,
    code: str,
    *,
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    by: str | None = None,
    now: int | None = None,
) -> Breakdown:
    """What the rows booked on days of [from_on, to_on) come to; by: those of a board that is narrowed to it. Raises Unknown, Invalid, Forbidden."""
    require(actor, Act.READ_POINTS)
    start, end = stretch(from_on, to_on)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        require_holder(session, here.directory, actor, Act.READ_POINTS, holder_kind, code, today)
        account, of = account_of(session, KIND[holder_kind], code), narrowed(here, read_by(here, by))
        rows = stored.of_account(session, account, start=start, end=end, narrowed=of)
    return Breakdown(parts_of(here, rows))


def parts_of(here: World, rows: Sequence[tuple[int | None, str, int, int, int]]) -> tuple[Part, ...]:
    """What rows as `db.breakdown.of_account` gives them come to, those that gave most first."""
    found: dict[tuple[str, str | None], list[tuple[int, int, int]]] = {}
    for rule_id, kind, *sums in rows:
        rule = here.rule_keys.get(rule_id or 0) if kind == EARNED else None
        found.setdefault((kind, rule), []).append((sums[0], sums[1], sums[2]))
    parts = [
        Part(kind, rule, _label(here, rule), *(sum(column) for column in zip(*each, strict=True))) for (kind, rule), each in found.items()
    ]
    return tuple(sorted(parts, key=lambda part: (-part.score, -part.balance, part.kind, part.rule or "")))


def _label(here: World, rule: str | None) -> Mapping[str, str] | None:
    """What a rule is called in the newest version that has it."""
    if rule is None:
        return None
    named = (known.label for version in reversed(here.plans) for known in version.plan.rules if known.key == rule)
    return next(named, {"en": rule, "zh": rule})
