"""What employees' entries come to by rule and version of the plan: what boards by category and by activity type are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from db.engine import Session

KEY = {"account_id": pl.Int32, "team_id": pl.Int32, "rule_id": pl.Int32, "version": pl.Int32, "type_id": pl.Int32}
CELL = {**KEY, "score": pl.Int64, "reached_at": pl.Int64}
STAYS = (
    "WITH stay AS (SELECT employee_id, team_id, from_on, LEAD(from_on, 1, 99999999) OVER (PARTITION BY employee_id ORDER BY from_on) AS until_on "
    "FROM membership) "
)
STAYED = "LEFT JOIN stay s ON s.employee_id = l.account_id AND s.from_on <= l.booked_on AND l.booked_on < s.until_on"
REVERSED = " LEFT JOIN ledger_entry r ON r.id = l.reverses_id"
BOOKED = (
    "l.id > :after AND l.id <= :through AND l.booked_on >= :start AND l.booked_on < :end AND l.score <> 0 AND l.rule_id IS NOT NULL "
    "AND EXISTS (SELECT 1 FROM employee e WHERE e.account_id = l.account_id)"
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A rescore: activities of days [from_on, to_on) up to a place are scored by the version in force when they happened.

    versions: (from which instant, number), the oldest first; the first is in force since always, whatever its instant.
    """

    from_on: int
    to_on: int
    through_place: int
    versions: tuple[tuple[int, int], ...]

    def applies(self) -> str:
        place = "COALESCE(r.order_id, l.order_id)"
        return f"{place} <= {self.through_place} AND l.occurred_on >= {self.from_on} AND l.occurred_on < {self.to_on}"

    def version(self) -> str:
        later = "".join(f" WHEN l.occurred_at >= {begins} THEN {number}" for begins, number in reversed(self.versions[1:]))
        return f"CASE{later} ELSE {self.versions[0][1]} END" if later else str(self.versions[0][1])


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries. days: [start, end) of booking; ids: (after, through]; several: rules that pay several types; only: accounts, None for all."""

    days: tuple[int, int]
    ids: tuple[int, int]
    several: tuple[int, ...] = ()
    rescores: tuple[Scored, ...] = ()
    only: tuple[int, ...] | None = None


def cells(session: Session, asked: Asked) -> pl.DataFrame:
    """The employees' entries of rules, summed. Columns: `CELL`.

    team_id: the holder's on the day of booking, 0 for none. version: that last scored the activity. type_id: of the activity where its rule is
    one of `several`, else 0. reached_at: the latest occurred_at.
    """
    among = "" if asked.only is None else f" AND {session.within('l.account_id', 'accounts', 'integer')}"
    kind = f"CASE WHEN {session.within('l.rule_id', 'several', 'integer')} THEN (SELECT a.type_id FROM activity a WHERE a.id = l.activity_id) ELSE 0 END"
    # by +account_id SQLite does not group by way of the account's index, which would fetch every row from another place
    values = {} if asked.only is None else {"accounts": session.listed(asked.only)}
    return session.frame(
        f"{STAYS}SELECT +l.account_id, COALESCE(s.team_id, 0), l.rule_id, {scored_version(asked.rescores)}, {kind}, CAST(SUM(l.score) AS bigint), "
        f"MAX(l.occurred_at) FROM ledger_entry l {STAYED}{REVERSED if asked.rescores else ''} WHERE {BOOKED}{among} GROUP BY 1, 2, 3, 4, 5",
        CELL,
        start=asked.days[0],
        end=asked.days[1],
        after=asked.ids[0],
        through=asked.ids[1],
        several=session.listed(asked.several),
        **values,
    )


def scored_version(rescores: Sequence[Scored]) -> str:
    """The version that scored last: that of the latest rescore of the activity, else the one stored."""
    times = "".join(f" WHEN {rescore.applies()} THEN {rescore.version()}" for rescore in reversed(rescores))
    return f"CASE{times} ELSE l.plan_version END" if times else "l.plan_version"
