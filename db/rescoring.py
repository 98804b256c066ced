"""Rescores: which there were, and what one reads. Its entries are written as all entries are (`db/ledger.py`)."""

from typing import NamedTuple

import polars as pl

from db.engine import Session
from db.ledger import newest, stands
from db.replaying import frame

PLACES = {"order": pl.Int64, "activity_id": pl.Int64, "stored": pl.Int32}
AWARDS = {"rule_id": pl.Int32, "order": pl.Int64, "holder": pl.Int32, "was": pl.Int64, "entry_id": pl.Int64}
SCORES = {"account_id": pl.Int32, "score": pl.Int64}


class RescoreRow(NamedTuple):
    """As `tables.Rescore` says it."""

    id: int
    from_on: int
    to_on: int
    versions: int
    through_activity_id: int
    through_entry_id: int


def rescores(session: Session) -> tuple[RescoreRow, ...]:
    """Every one, the oldest first."""
    rows = session.rows(f"SELECT {', '.join(RescoreRow._fields)} FROM rescore ORDER BY id")
    return tuple(RescoreRow._make(row) for row in rows)


class RescoreTold(NamedTuple):
    """A rescore with who did it, when and why. actor: as it stands in the ledger; before: the last entry of the rescore before it."""

    id: int
    from_on: int
    to_on: int
    versions: int
    recorded_at: int
    actor: str
    reason: str
    before: int
    through_entry_id: int


def told(session: Session) -> list[RescoreTold]:
    """Every one, the newest first."""
    rows = session.rows(
        "SELECT r.id, r.from_on, r.to_on, r.versions, r.recorded_at, a.name, r.reason, COALESCE(p.through_entry_id, 0), r.through_entry_id "
        "FROM rescore r JOIN actor a ON a.id = r.actor_id LEFT JOIN rescore p ON p.id = r.id - 1 ORDER BY r.id DESC"
    )
    return [RescoreTold._make(row) for row in rows]


def posted(session: Session, before: int, through: int) -> int:
    """How many differences were posted with an id in (before, through]."""
    sql = "SELECT COUNT(*) FROM ledger_entry WHERE kind = 'rescore' AND id > :before AND id <= :through"
    return int(session.value(sql, before=before, through=through))


def add(session: Session, row: RescoreRow, *, at: int, actor_id: int, reason: str) -> None:
    session.run(
        f"INSERT INTO rescore ({', '.join(RescoreRow._fields)}, recorded_at, actor_id, reason) "
        "VALUES (:id, :from_on, :to_on, :versions, :through_activity_id, :through_entry_id, :at, :actor_id, :reason)",
        **row._asdict(),
        at=at,
        actor_id=actor_id,
        reason=reason,
    )


def places(session: Session, days: tuple[int, int]) -> pl.DataFrame:
    """Where the activities of days of [days) that count stand in the order of scoring, and the version they were scored by. Columns: `PLACES`."""
    when = f"a.occurred_on >= {int(days[0])} AND a.occurred_on < {int(days[1])}"
    plain = f"SELECT a.id, a.id, a.plan_version FROM activity a WHERE a.pending = 0 AND {when}"
    decided = (
        "SELECT e.id, a.id, e.plan_version FROM activity_event e JOIN activity a ON a.id = e.activity_id "
        f"WHERE e.kind = 'approved' AND {when}"
    )
    return frame(session, [plain, decided], PLACES)


def awards(session: Session, days: tuple[int, int], *, rescored: int) -> pl.DataFrame:
    """What the ledger says that activities of days of [days) were given, reversed or not, but for zeros. Columns: `AWARDS`; entry_id: which says it."""
    sql = (
        f"SELECT l.rule_id, l.order_id, l.account_id, {stands('l', rescored)}, l.id FROM ledger_entry l "
        f"WHERE l.occurred_on >= {int(days[0])} AND l.occurred_on < {int(days[1])} AND {newest('l', rescored)} AND {stands('l', rescored)} <> 0"
    )
    return frame(session, [sql], AWARDS)


def scores(session: Session, days: tuple[int, int]) -> pl.DataFrame:
    """What every account has scored on days of [days). Columns: `SCORES`."""
    return session.frame(
        "SELECT account_id, CAST(SUM(score) AS bigint) FROM ledger_entry WHERE booked_on >= :start AND booked_on < :end GROUP BY account_id",
        SCORES,
        start=days[0],
        end=days[1],
    )
