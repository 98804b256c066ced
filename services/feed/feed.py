"""Reading the feed: what happened, newest first, with what people answered. Nothing in it is about a customer.

What it tells is the same for everybody but for names: who stands as a number stands so here, to themself by name.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import feed as rows
from db.engine import Database, Session
from db.feed import ItemRow
from scoring.periods import business_day
from services import cursors
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.standings import team_named
from services.documents import page_size
from services.errors import Forbidden
from services.feed.kinds import Kind, Reaction
from services.people.naming import board_name
from services.reaching import employees_in_reach
from services.world import World, world

LIMIT = 30


@dataclass(frozen=True, slots=True)
class BoardTold:
    """A board of employees: of a period and, where it is not the organisation's, of a team by name."""

    period: str
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Who answered with one kind of reaction, the first first, without the reader. Names as `services.people.naming.board_name` gives them."""

    others: tuple[str, ...] = ()
    is_mine: bool = False

    @property
    def count(self) -> int:
        return len(self.others) + self.is_mine


@dataclass(frozen=True, slots=True)
class FeedItem:
    """Something that happened. at: when it became known, microseconds. name, names: as `board_name` gives them, for `shown_name`.

    code, name, team: whom it is about, and their team; empty of a period's end that several share, whom `names` holds.
    label: of a deal its type in both languages. points: of a deal what it earned, else the score. place: the place it is about, came_from: the one
    before. boards: which boards it is about, the greatest first; periods by their keys. is_final: the period is closed. is_mine: it is about
    the reader. activity: source and key of what earned it, where the reader may see that.
    """

    id: int
    kind: Kind
    at: int
    account_id: int | None
    code: str | None
    name: str
    team: str
    label: Mapping[str, str]
    points: int | None
    place: int | None
    came_from: int | None
    boards: tuple[BoardTold, ...]
    names: tuple[str, ...]
    is_final: bool
    is_mine: bool
    activity: tuple[str, str] | None
    reactions: Mapping[Reaction, Answers]

    @property
    def cursor(self) -> str:
        """Where what is older begins."""
        return cursors.write([self.at, self.id])


def latest(
    database: Database,
    actor: Actor,
    *,
    limit: int = LIMIT,
    kinds: Collection[str] | None = None,
    teams: Collection[int] | None = None,
    team: str | None = None,
    after_at: int | None = None,
    cursor: str | None = None,
    now: int | None = None,
) -> tuple[FeedItem, ...]:
    """What happened, newest first. kinds: of these only; teams: of people in these teams and those below, and what concerns everybody;
    team: the same of one, by its code; after_at: known later than this moment; cursor: of the last item of the page before.

    Raises Invalid, Unknown for a team, Forbidden.
    """
    _require_reader(actor)
    size, place = page_size(limit), cursors.read(cursor, parts=2)
    before = None if place is None else (int(place[0]), int(place[1]))
    with database.read() as session:
        here = world(database, session)
        asked = teams if team is None else [team_named(here.directory, team) or 0]
        within = None if asked is None else frozenset().union(*(here.directory.subtree(number) for number in asked))
        found = rows.items(session, limit=size, kinds=kinds, teams=within, after_at=after_at, before=before)
        reading = reading_of(here, actor, now_micros() if now is None else now)
        return reading.items(found, _answers(session, here, actor, [row.id for row in found]))


def version(database: Database) -> int:
    """Grows whenever the feed shows something else: an item, one taken back, a reaction. Names and labels follow `freshness.version`."""
    with database.read() as session:
        return rows.revision(session)


def _require_reader(actor: Actor) -> None:
    """Whoever may read the feed, and a wall. Raises Forbidden."""
    if not actor.may(Act.SHOW_SCREEN):
        require(actor, Act.READ_FEED)


def reading_of(here: World, actor: Actor, now: int) -> "Reading":
    """How an actor sees items."""
    return Reading(here, actor, _seen(here, actor, now))


def _seen(here: World, actor: Actor, now: int) -> frozenset[int] | None:
    """Of which employees the actor may see what earned their points; None: of all."""
    try:
        return employees_in_reach(here.directory, actor, Act.READ_POINTS, business_day(now, here.zone))
    except Forbidden:
        return frozenset()


def _answers(session: Session, here: World, actor: Actor, item_ids: Sequence[int]) -> dict[int, dict[Reaction, Answers]]:
    others: dict[tuple[int, Reaction], list[str]] = defaultdict(list)
    mine: set[tuple[int, Reaction]] = set()
    for one in rows.reactions(session, item_ids) if item_ids else ():
        place = (one.item_id, Reaction(one.kind))
        if actor.name == f"user:{one.user}":
            mine.add(place)
        else:
            facts = here.directory.employees.get(one.account_id or 0)
            others[place].append(board_name(here, facts) if facts else one.user)
    found: dict[int, dict[Reaction, Answers]] = defaultdict(dict)
    for item_id, kind in mine | others.keys():
        found[item_id][kind] = Answers(tuple(others[item_id, kind]), (item_id, kind) in mine)
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """How a reader sees items. seen: the employees whose activities they may look at; None: everybody's."""

    here: World
    actor: Actor
    seen: frozenset[int] | None

    def items(self, found: Sequence[ItemRow], answers: Mapping[int, Mapping[Reaction, Answers]]) -> tuple[FeedItem, ...]:
        return tuple(self.item(row, json.loads(row.document), answers.get(row.id, {})) for row in found)

    def item(self, row: ItemRow, facts: Mapping[str, Any], answers: Mapping[Reaction, Answers]) -> FeedItem:
        directory = self.here.directory
        employee = directory.employees.get(row.account_id or 0)
        team = directory.teams.get(row.team_id or 0)
        is_mine = row.account_id is not None and row.account_id == self.actor.employee_id
        may_look = self.seen is None or row.account_id in self.seen
        return FeedItem(
            id=row.id,
            kind=Kind(row.kind),
            at=row.at,
            account_id=row.account_id,
            code=employee.code if employee else None,
            name=self.name(row.account_id),
            team=team.name if team else "",
            label=self.label(facts.get("type")),
            points=facts.get("points"),
            place=facts.get("place"),
            came_from=facts.get("from"),
            boards=tuple(BoardTold(board["period"], self.team(board.get("team"))) for board in facts.get("boards", ())),
            names=tuple(self.name(account) for account in facts.get("winners", ())),
            is_final=facts.get("ends_on", 2**31) <= (self.here.organisation.closed_through or -1) + 1,
            is_mine=is_mine,
            activity=(row.source, row.external_id) if may_look and row.source and row.external_id else None,
            reactions={kind: answers.get(kind, Answers()) for kind in Reaction},
        )

    def name(self, account: int | None) -> str:
        employee = self.here.directory.employees.get(account or 0)
        if employee is None:
            return ""
        return employee.name if account == self.actor.employee_id else board_name(self.here, employee)

    def team(self, number: int | None) -> str | None:
        known = self.here.directory.teams.get(number or 0)
        return known.name if known else None

    def label(self, key: str | None) -> Mapping[str, str]:
        known = self.here.types.get(key or "")
        return known.label if known else {} if key is None else {"en": key, "zh": key}
