"""What campaigns cover and moved: tags of customers, activities of days by whether a campaign covers them."""

from collections.abc import Collection

import polars as pl

from db.engine import Session

MOST_COMBINATIONS = 2_000
DAILY = {"day": pl.Int32, "is_covered": pl.Int8, "activities": pl.Int64, "amount_e4": pl.Int64, "people": pl.Int64}
COUNTED = (
    "NOT a.id IN (SELECT activity_id FROM activity_event WHERE kind IN ('reversed', 'declined')) "
    "AND (a.pending = 0 OR a.id IN (SELECT activity_id FROM activity_event WHERE kind = 'approved'))"
)
"""An activity that stands: it neither waits nor was declined or reversed."""


def tags(session: Session) -> list[tuple[str, int]]:
    """The combinations of tags that customers have, as JSON lists, the most frequent first, and how many customers have each."""
    sql = "SELECT tags, COUNT(*) FROM customer WHERE tags IS NOT NULL GROUP BY tags ORDER BY COUNT(*) DESC, tags LIMIT :most"
    return [(str(written), int(count)) for written, count in session.rows(sql, most=MOST_COMBINATIONS)]


def tags_of_days(session: Session, *, start: int, end: int) -> list[str]:
    """The combinations of tags, as JSON lists, that customers had in activities of [start, end)."""
    sql = "SELECT DISTINCT tags FROM activity WHERE occurred_on >= :start AND occurred_on < :end AND tags IS NOT NULL"
    return [str(written) for (written,) in session.rows(sql, start=start, end=end)]


def team_paths(session: Session) -> list[tuple[int, str]]:
    """Every team as it was on the days of activities: its number, and itself with those above it as a JSON list."""
    return [(int(number), str(path)) for number, path in session.rows("SELECT id, path FROM team_snapshot")]


def daily(
    session: Session,
    *,
    start: int,
    end: int,
    types: Collection[int] | None,
    snapshots: Collection[int] | None,
    tagged: Collection[str] | None,
    others_of_types: bool,
    reached: Collection[int] | None,
) -> pl.DataFrame:
    """What was done on each day of [start, end) that a campaign covers (`is_covered` 1), and what is to be compared with it (0).

    Covered is what is of the types, by members of the teams' snapshots, about customers with the tags; None bounds nothing.
    others_of_types: compared is the rest of these types, else whatever is of another type. reached: whose activities count, None for all.
    people: how many employees did something. Columns: `DAILY`.
    """
    given = {"types": types, "snapshots": snapshots, "tagged": tagged, "reached": reached}
    values = {name: session.listed(sorted(found)) for name, found in given.items() if found is not None}
    of_types = session.within("a.type_id", "types", "integer") if types is not None else "1 = 1"
    bounds = [
        of_types,
        session.within("a.snapshot_id", "snapshots", "integer") if snapshots is not None else "1 = 1",
        session.within("a.tags", "tagged", "text") if tagged is not None else "1 = 1",
    ]
    compared = of_types if others_of_types else f"NOT ({of_types})"
    whose = f"AND {session.within('a.employee_id', 'reached', 'integer')}" if reached is not None else ""
    side = f"CASE WHEN {' AND '.join(bounds)} THEN 1 WHEN {compared} THEN 0 END"
    return session.frame(
        "SELECT occurred_on, side, COUNT(*), CAST(COALESCE(SUM(amount_e4), 0) AS bigint), COUNT(DISTINCT employee_id) FROM "
        f"(SELECT a.occurred_on, a.amount_e4, a.employee_id, {side} AS side FROM activity a "
        f"WHERE a.occurred_on >= :start AND a.occurred_on < :end {whose} AND {COUNTED}) x WHERE side IS NOT NULL GROUP BY occurred_on, side",
        DAILY,
        start=start,
        end=end,
        **values,
    )


def recorded_at(session: Session, through: int) -> int | None:
    """When the last activity with an id up to this was recorded, in microseconds; None where there is none."""
    found = session.value("SELECT recorded_at FROM activity WHERE id <= :through ORDER BY id DESC LIMIT 1", through=through)
    return None if found is None else int(found)
