"""The feed: what is told, what people answered to it, and what it remembers between two looks at the ledger."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from db.engine import Session

REVISION = "revision"
"""The row of `feed_state` that counts every change of what the feed shows."""


# how far it has come --------------------------------------------------------------------------------------------------------------


class Position(NamedTuple):
    """through: the last entry the feed has heard of; last: the last one there is."""

    through: int
    last: int
    directory_revision: int


def position(session: Session) -> Position:
    row = session.row(
        "SELECT f.through_entry_id, h.last_entry_id, h.directory_revision FROM fold f, ledger_head h WHERE f.name = 'feed' AND h.id = 1"
    )
    assert row is not None
    return Position(*row)


def lock(session: Session) -> int:
    """The last entry the feed has heard of, held until the transaction ends: one process writes the feed at a time."""
    sql = "SELECT through_entry_id FROM fold WHERE name = 'feed'"
    return int(session.value(sql if session.sqlite else sql + " FOR UPDATE"))


def set_through(session: Session, entry_id: int) -> None:
    session.run("UPDATE fold SET through_entry_id = :entry WHERE name = 'feed'", entry=entry_id)


def state(session: Session, name: str) -> tuple[str, int] | None:
    """What is remembered under a name, as JSON, and how often it was written."""
    row = session.row("SELECT document, revision FROM feed_state WHERE name = :name", name=name)
    return (row[0], row[1]) if row else None


def set_state(session: Session, name: str, document: str) -> None:
    session.run(
        "INSERT INTO feed_state AS t (name, document, revision) VALUES (:name, :document, 1) "
        "ON CONFLICT (name) DO UPDATE SET document = excluded.document, revision = t.revision + 1",
        name=name,
        document=document,
    )


def set_state_at(session: Session, name: str, document: str, *, revision: int) -> bool:
    """As `set_state`, where it stands at this revision (0: not at all); false where it does not."""
    if revision:
        sql = "UPDATE feed_state SET document = :document, revision = revision + 1 WHERE name = :name AND revision = :revision"
    else:
        sql = "INSERT INTO feed_state (name, document, revision) VALUES (:name, :document, :revision + 1) ON CONFLICT (name) DO NOTHING"
    return bool(session.run(sql, name=name, document=document, revision=revision).rowcount)


def revision(session: Session) -> int:
    return int(session.value("SELECT revision FROM feed_state WHERE name = :name", name=REVISION) or 0)


def touch(session: Session) -> None:
    """Whoever shows the feed reads it anew."""
    set_state(session, REVISION, "{}")


# the ledger, as the feed reads it -------------------------------------------------------------------------------------------------

ENTRY = {
    "id": pl.Int64,
    "account_id": pl.Int32,
    "kind": pl.String,
    "score": pl.Int64,
    "booked_on": pl.Int32,
    "recorded_at": pl.Int64,
    "activity_id": pl.Int64,
    "type_id": pl.Int32,
    "amount_e4": pl.Int64,
    "employee_id": pl.Int32,
    "happened_at": pl.Int64,
    "sent_at": pl.Int64,
}
"""An entry of an employee with its activity: type, amount, who did it, when it happened and when it was recorded."""


def first_since(session: Session, at: int, *, low: int, high: int) -> int:
    """The last entry of [low, high] that was recorded before a moment, low where none was: ids are in the order of recording."""
    while low < high:
        middle = (low + high + 1) // 2
        recorded = session.value("SELECT recorded_at FROM ledger_entry WHERE id >= :id ORDER BY id LIMIT 1", id=middle)
        if recorded is not None and recorded < at:
            low = middle
        else:
            high = middle - 1
    return low


def recorded_after(session: Session, entry_id: int) -> int | None:
    """When the first entry after this one was recorded, microseconds; None where there is none."""
    found = session.value("SELECT recorded_at FROM ledger_entry WHERE id > :id ORDER BY id LIMIT 1", id=entry_id)
    return None if found is None else int(found)


def end_of_moment(session: Session, entry_id: int, *, last: int) -> int:
    """The last entry that was recorded at the same moment as this one, by the same transaction."""
    found = session.value(
        "SELECT MAX(id) FROM ledger_entry WHERE id >= :id AND id <= :last "
        "AND recorded_at = (SELECT recorded_at FROM ledger_entry WHERE id = :id)",
        id=entry_id,
        last=last,
    )
    return int(found or entry_id)


def days_booked(session: Session, low: int, high: int, *, until: int) -> list[int]:
    """The days up to one that entries of employees with an id in (low, high] count for."""
    sql = (
        "SELECT DISTINCT l.booked_on FROM ledger_entry l JOIN employee e ON e.account_id = l.account_id "
        "WHERE l.id > :low AND l.id <= :high AND l.score <> 0 AND l.booked_on <= :until ORDER BY l.booked_on"
    )
    return [day for (day,) in session.rows(sql, low=low, high=high, until=until)]


def entries(session: Session, low: int, high: int) -> pl.DataFrame:
    """The employees' entries that count for boards, with an id in (low, high], in order. Columns: `ENTRY`."""
    return session.frame(
        "SELECT l.id, l.account_id, l.kind, l.score, l.booked_on, l.recorded_at, l.activity_id, a.type_id, a.amount_e4, a.employee_id, "
        "a.occurred_at, a.recorded_at FROM ledger_entry l JOIN employee e ON e.account_id = l.account_id "
        "LEFT JOIN activity a ON a.id = l.activity_id WHERE l.id > :low AND l.id <= :high AND l.score <> 0 ORDER BY l.id",
        ENTRY,
        low=low,
        high=high,
    )


def scores_before(session: Session, period_id: int, entry_id: int, *, start: int, end: int) -> dict[int, int]:
    """Each employee's score in the period of days [start, end) as it stood when an entry was the last, where it was not zero."""
    rows = session.rows(
        "SELECT s.account_id, s.score - COALESCE(n.score, 0) FROM employee_standing s LEFT JOIN ("
        "SELECT account_id, CAST(SUM(score) AS bigint) AS score FROM ledger_entry "
        "WHERE id > :entry AND booked_on >= :start AND booked_on < :end GROUP BY account_id) n ON n.account_id = s.account_id "
        "WHERE s.period_id = :period",
        period=period_id,
        entry=entry_id,
        start=start,
        end=end,
    )
    return {account: int(score) for account, score in rows if score}


CLIMB = {"account_id": pl.Int32, "before": pl.Int64, "score": pl.Int64}


def climbs(session: Session, low: int, last: int) -> pl.DataFrame:
    """Each employee's sum over periods with an id of [low, last], and without the last. Columns: `CLIMB`."""
    return session.frame(
        "SELECT account_id, CAST(SUM(CASE WHEN period_id < :last THEN score ELSE 0 END) AS bigint), CAST(SUM(score) AS bigint) "
        "FROM employee_standing WHERE period_id >= :low AND period_id <= :last GROUP BY account_id",
        CLIMB,
        low=low,
        last=last,
    )


# items ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemRow:
    """document: JSON. at: microseconds. source, external_id: of the activity."""

    id: int
    key: str
    kind: str
    at: int
    account_id: int | None
    team_id: int | None
    activity_id: int | None
    document: str
    source: str | None = None
    external_id: str | None = None


def told_since(session: Session, kind: str, at: int) -> int:
    """How many items of a kind became known from a moment on, also those that were taken back."""
    return int(session.value("SELECT COUNT(*) FROM feed_item WHERE at >= :at AND kind = :kind", at=at, kind=kind))


ITEM = (
    "SELECT i.id, i.key, i.kind, i.at, i.account_id, i.team_id, i.activity_id, i.document, s.name, a.external_id FROM feed_item i "
    "LEFT JOIN activity a ON a.id = i.activity_id LEFT JOIN source s ON s.id = a.source_id WHERE i.withdrawn = 0"
)


def add(session: Session, items: Sequence[Mapping[str, Any]]) -> None:
    """The items stand, in this order, but for those that were told already. items: the columns of `feed_item` but id and withdrawn."""
    session.many(
        "INSERT INTO feed_item (key, kind, at, account_id, team_id, activity_id, document) "
        "VALUES (:key, :kind, :at, :account_id, :team_id, :activity_id, :document) ON CONFLICT (key) DO NOTHING",
        items,
    )


def withdraw(session: Session, low: int, high: int) -> int:
    """What activities told that were reversed by entries with an id in (low, high] is taken back; how many items that were."""
    cursor = session.run(
        "UPDATE feed_item SET withdrawn = 1 WHERE withdrawn = 0 AND activity_id IN "
        "(SELECT activity_id FROM ledger_entry WHERE id > :low AND id <= :high AND kind = 'reversal')",
        low=low,
        high=high,
    )
    return int(cursor.rowcount)


def told_keys(session: Session, keys: Sequence[str]) -> set[str]:
    """Those of the keys that were told already."""
    return {
        row[0]
        for row in session.rows(f"SELECT key FROM feed_item WHERE {session.within('key', 'keys', 'text')}", keys=session.listed(keys))
    }


def told_documents(session: Session, keys: Sequence[str]) -> dict[str, str | None]:
    """What those of the items that were told say, by key; None where that was taken back."""
    sql = f"SELECT key, document, withdrawn FROM feed_item WHERE {session.within('key', 'keys', 'text')}"
    return {key: None if taken else document for key, document, taken in session.rows(sql, keys=session.listed(keys))}


def tell_instead(session: Session, item: Mapping[str, Any]) -> None:
    """The item with this key says this. item: as of `add`."""
    session.run(
        "UPDATE feed_item SET account_id = :account_id, team_id = :team_id, document = :document, withdrawn = 0 WHERE key = :key",
        **{name: item[name] for name in ("key", "account_id", "team_id", "document")},
    )


def take_back(session: Session, key: str) -> None:
    session.run("UPDATE feed_item SET withdrawn = 1 WHERE key = :key", key=key)


def forget_answers(session: Session, key: str) -> None:
    """Nobody has answered to the item."""
    session.run("DELETE FROM feed_reaction WHERE item_id IN (SELECT id FROM feed_item WHERE key = :key)", key=key)


def items(
    session: Session,
    *,
    limit: int,
    kinds: Collection[str] | None = None,
    teams: Collection[int] | None = None,
    after_at: int | None = None,
    before: tuple[int, int] | None = None,
) -> list[ItemRow]:
    """What stands in the feed, newest first. teams: of these, and what concerns everybody; after_at: known later than this;
    before: (at, id) of the last one of the page before.
    """
    wanted, values = "", dict[str, Any]()
    if kinds is not None:
        wanted, values["kinds"] = f"{wanted} AND {session.within('i.kind', 'kinds', 'text')}", session.listed(sorted(kinds))
    if teams is not None:
        wanted += f" AND (i.team_id IS NULL OR {session.within('i.team_id', 'teams', 'integer')})"
        values["teams"] = session.listed(sorted(teams))
    if after_at is not None:
        wanted, values["after"] = f"{wanted} AND i.at > :after", after_at
    if before is not None:
        wanted += " AND i.at <= :before AND (i.at < :before OR i.id < :id)"
        values |= {"before": before[0], "id": before[1]}
    return [ItemRow(*row) for row in session.rows(f"{ITEM}{wanted} ORDER BY i.at DESC, i.id DESC LIMIT :limit", limit=limit, **values)]


def item(session: Session, item_id: int) -> ItemRow | None:
    """An item that stands."""
    row = session.row(f"{ITEM} AND i.id = :id", id=item_id)
    return ItemRow(*row) if row else None


# reactions ------------------------------------------------------------------------------------------------------------------------


class Reaction(NamedTuple):
    """user: as they sign in; account_id: the employee they are, if they are one."""

    item_id: int
    kind: str
    user: str
    account_id: int | None


def reactions(session: Session, item_ids: Sequence[int]) -> list[Reaction]:
    """What people answered to the items, the first first."""
    rows = session.rows(
        "SELECT r.item_id, r.kind, a.name, u.account_id FROM feed_reaction r JOIN actor a ON a.id = r.actor_id "
        f"LEFT JOIN app_user u ON a.name = 'user:' || u.name WHERE {session.within('r.item_id', 'items')} ORDER BY r.at, r.actor_id",
        items=session.listed(list(item_ids)),
    )
    return [Reaction(item, kind, name.removeprefix("user:"), account) for item, kind, name, account in rows]


def react(session: Session, item_id: int, actor_id: int, kind: str, *, at: int) -> bool:
    """The reaction stands; false where it stood already."""
    cursor = session.run(
        "INSERT INTO feed_reaction (item_id, actor_id, kind, at) VALUES (:item, :actor, :kind, :at) ON CONFLICT (item_id, actor_id, kind) DO NOTHING",
        item=item_id,
        actor=actor_id,
        kind=kind,
        at=at,
    )
    return bool(cursor.rowcount)


def unreact(session: Session, item_id: int, actor_id: int, kind: str) -> bool:
    """The reaction is gone; false where there was none."""
    sql = "DELETE FROM feed_reaction WHERE item_id = :item AND actor_id = :actor AND kind = :kind"
    return bool(session.run(sql, item=item_id, actor=actor_id, kind=kind).rowcount)
