"""Finding somebody on a board: by a part of the name that stands there, with those who stand beside them.

Whoever stands as a number is found by the number alone. Of customers those in reach are found, also below the rows that a long board keeps.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from db.engine import Database
from scoring.periods import business_day
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.board_pages import BoardRow, Ranked, place_of, rows_between
from services.boards.boards import customer_row
from services.boards.standings import Subject
from services.people.naming import member_number, shown_name
from services.people.searching import search_customers
from services.reaching import employees_in_reach
from services.world import world

MOST_FOUND = 3
BESIDE = 1
"""How many neighbours stand on either side of each."""
MOST_TYPED = 100


@dataclass(frozen=True, slots=True)
class Found:
    """text: what was looked for. groups: rows that follow each other; codes: of those who were found; more: how many were found besides."""

    text: str
    groups: tuple[tuple[BoardRow, ...], ...]
    codes: frozenset[str]
    more: int


def find(found: Ranked, text: str, language: str, *, me: str | None = None, my_name: str | None = None, most: int = MOST_FOUND) -> Found:
    """Whoever on the board has the text in the name as it stands there in a language, or as the code; first those whose name, or a word of it, begins so.

    me, my_name: as `board_pages.page_from` has them.
    """
    wanted = text.strip()[:MOST_TYPED].casefold()
    places = _places(found, wanted, language, me, my_name) if wanted else []
    shown = sorted(places[:most])
    groups = tuple(rows_between(found, start, end, me, my_name) for start, end in _stretches(shown, found.frame.height))
    codes = found.frame["code"].gather(shown).to_list()
    return Found(text.strip(), groups, frozenset(codes), len(places) - len(shown))


def find_customers(database: Database, actor: Actor, found: Ranked, text: str, *, now: int | None = None) -> Found:
    """The same on a board of customers, by name, code or telephone, as far as the actor's reach goes. Raises Forbidden, Invalid."""
    wanted = text.strip()[:MOST_TYPED]
    met = search_customers(database, actor, wanted, limit=MOST_FOUND + 1, now=now) if wanted else []
    places = {customer.code: place_of(found, customer.code) for customer in met[:MOST_FOUND]}
    kept = sorted(place for place in places.values() if place is not None)
    groups = [rows_between(found, start, end, None, None) for start, end in _stretches(kept, found.frame.height)]
    if not found.is_whole:
        below = (customer_row(database, actor, found, code, now=now) for code, place in places.items() if place is None)
        groups += [(replace(row, is_me=False),) for row in sorted(filter(None, below), key=lambda row: row.rank)]
    codes = {code for code in places if any(row.code == code for group in groups for row in group)}
    return Found(text.strip(), tuple(groups), frozenset(codes), max(0, len(met) - MOST_FOUND))


def _places(found: Ranked, wanted: str, language: str, me: str | None, my_name: str | None) -> list[int]:
    """The places in the frame of those who are found."""
    known = zip(found.frame["code"].to_list(), found.frame["name"].to_list(), strict=True)
    met = [
        (not name.startswith(wanted), f" {wanted}" not in name, place)
        for place, (code, name) in enumerate(_read(known, language, me, my_name))
        if wanted in name or wanted == code
    ]
    return [place for _, _, place in sorted(met)]


def _read(rows: Iterable[tuple[str, str]], language: str, me: str | None, my_name: str | None) -> Iterator[tuple[str, str]]:
    """Code and name as a reader may look for them: the code of whoever stands as a number says nothing."""
    for code, name in rows:
        is_mine = me is not None and code == me
        said = my_name if is_mine and my_name else shown_name(name, language)
        yield ("" if member_number(name) and not is_mine else code.casefold()), said.casefold()


def _stretches(places: list[int], end: int) -> Iterator[tuple[int, int]]:
    """The places with their neighbours, as stretches [start, end) that do not touch."""
    start, until = None, 0
    for place in places:
        if start is None:
            start = max(0, place - BESIDE)
        elif place - BESIDE > until:
            yield start, until
            start = place - BESIDE
        until = min(end, place + BESIDE + 1)
    if start is not None:
        yield start, until


def find_on(database: Database, actor: Actor, found: Ranked, text: str, language: str, *, me: str | None, my_name: str | None) -> Found:
    """Whoever is found on a board, of whatever it is. Raises Forbidden, Invalid."""
    if found.subject is Subject.CUSTOMERS:
        return find_customers(database, actor, found, text)
    require(actor, Act.READ_BOARDS)
    return find(found, text, language, me=me, my_name=my_name)


def readable(database: Database, actor: Actor, *, now: int | None = None) -> frozenset[str] | None:
    """The codes of the employees whose points the actor may read, None for everybody's: theirs are the rows that lead further."""
    if not actor.may(Act.READ_POINTS):
        return frozenset()
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        reached = employees_in_reach(here.directory, actor, Act.READ_POINTS, today)
    return None if reached is None else frozenset(here.directory.employees[account].code for account in reached)
