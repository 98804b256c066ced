"""Rosters: who there is and in which team, as administrators see the people, from the directory that every process holds.

Somebody stands in the team of today; whoever left in that of their last day, whoever is still to come in that of their first.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby

import numpy as np

from db import users
from db.engine import Database
from scoring.directory import NO_TEAM, Directory, EmployeeFacts
from scoring.periods import FOREVER_UNTIL, business_day, day_date
from services.access import Act, Actor, require
from services.activities.activity_facts import Named
from services.activities.recording import now_micros
from services.errors import Unknown
from services.people.memberships import Stays, first_day, stays_of
from services.reaching import employees_in_reach
from services.values import shown
from services.world import World, world


class Presence(StrEnum):
    ACTIVE = "active"
    COMING = "coming"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Person:
    """joined_on, left_on: first and last day at work, None where not known."""

    code: str
    name: str
    team: Named | None
    presence: Presence
    joined_on: dt.date | None
    left_on: dt.date | None

    def holds(self, words: Sequence[str]) -> bool:
        """Every word, casefolded, is a part of the code or the name."""
        text = f"{self.code} {self.name}".casefold()
        return all(word in text for word in words)


def roster(database: Database, actor: Actor, *, now: int | None = None) -> tuple[Person, ...]:
    """Every employee, with those who left and those to come, in the order of their names. Raises Forbidden."""
    require(actor, Act.MANAGE_PEOPLE)
    here, today = _here(database, now)
    staff = sorted(here.directory.employees.values(), key=lambda e: (e.name.casefold(), e.code))
    return _persons(here.directory, staff, today)


def within_reach(database: Database, actor: Actor, act: Act, *, now: int | None = None) -> tuple[Person, ...]:
    """The employees about whom the actor may do the act, without those who left, in the order of their names. Raises Forbidden."""
    require(actor, act)
    here, today = _here(database, now)
    reached = employees_in_reach(here.directory, actor, act, today)
    staff = [
        e for e in here.directory.employees.values() if (reached is None or e.id in reached) and (e.left_on is None or e.left_on >= today)
    ]
    return _persons(here.directory, sorted(staff, key=lambda e: (e.name.casefold(), e.code)), today)


def _here(database: Database, now: int | None) -> tuple[World, int]:
    with database.read() as session:
        here = world(database, session)
    return here, business_day(now_micros() if now is None else now, here.zone)


def _persons(directory: Directory, staff: Sequence[EmployeeFacts], today: int) -> tuple[Person, ...]:
    last = [FOREVER_UNTIL if e.left_on is None else e.left_on for e in staff]
    days = [max(0, min(max(today, first_day(e.joined_on)), day)) for e, day in zip(staff, last, strict=True)]
    teams = directory.teams_on(np.array([e.id for e in staff], dtype=np.int64), np.array(days, dtype=np.int64))
    named = cache(lambda team: team_named(directory, team))
    return tuple(_person(e, named(int(team)), today) for e, team in zip(staff, teams, strict=True))


def _person(facts: EmployeeFacts, team: Named | None, today: int) -> Person:
    presence = Presence.ACTIVE if facts.is_active(today) else Presence.COMING
    if facts.left_on is not None and facts.left_on < today:
        presence = Presence.LEFT
    return Person(facts.code, facts.name, team, presence, _date(facts.joined_on), _date(facts.left_on))


def team_named(directory: Directory, number: int) -> Named | None:
    return None if number == NO_TEAM else Named(directory.teams[number].code, directory.teams[number].name)


def _date(day: int | None) -> dt.date | None:
    return None if day is None else day_date(day)


def matching(
    people: Sequence[Person], *, words: str = "", teams: Collection[str] | None = None, presence: Presence | None = None
) -> tuple[Person, ...]:
    """Those with every typed word in code or name. teams: codes, None for all; presence: None for all."""
    typed = words.casefold().split()
    return tuple(
        person
        for person in people
        if (presence is None or person.presence is presence)
        and (teams is None or (person.team is not None and person.team.code in teams))
        and person.holds(typed)
    )


@dataclass(frozen=True, slots=True)
class TeamStay:
    """In a team (None: in none) from a day (None: since ever) through another (None: as long as nothing else is said)."""

    team: Named | None
    from_on: dt.date | None
    through: dt.date | None
    is_now: bool
    is_planned: bool


def history(database: Database, actor: Actor, code: str, *, now: int | None = None) -> tuple[TeamStay, ...]:
    """The teams of an employee, the latest first. Raises Unknown, Forbidden."""
    require(actor, Act.MANAGE_PEOPLE)
    here, today = _here(database, now)
    number = here.directory.employee_ids.get(code)
    if number is None:
        raise Unknown(f"no employee has the code {shown(code)}", field="code")
    return stays_to_show(here.directory, stays_of(here.directory, number), today)


def stays_to_show(directory: Directory, stays: Stays, today: int) -> tuple[TeamStay, ...]:
    """The latest first; the same team again without another between is one stay."""
    joined = [next(same) for _, same in groupby(stays, key=lambda stay: stay[1])]
    untils = [*(day for day, _ in joined), FOREVER_UNTIL][1:]
    return tuple(
        TeamStay(
            team=team_named(directory, team),
            from_on=day_date(day) if day else None,
            through=None if until == FOREVER_UNTIL else day_date(until - 1),
            is_now=day <= today < until,
            is_planned=day > today,
        )
        for (day, team), until in reversed(list(zip(joined, untils, strict=True)))
    )


@dataclass(frozen=True, slots=True)
class TeamNode:
    """A team in the tree. above: the names of the teams it lies in, the highest first. Members are those active today.

    members: with those of the teams below; own_members: of the team itself.
    """

    code: str
    name: str
    parent: str | None
    depth: int
    above: tuple[str, ...]
    own_members: int
    members: int


def tree(database: Database, actor: Actor, *, now: int | None = None) -> tuple[TeamNode, ...]:
    """Every team, each after the one it lies in, in the order of their names. Raises Forbidden."""
    require(actor, Act.MANAGE_PEOPLE)
    here, today = _here(database, now)
    directory = here.directory
    people = _persons(directory, list(directory.employees.values()), today)
    own = Counter(p.team.code for p in people if p.team is not None and p.presence is Presence.ACTIVE)
    below: dict[int | None, list[int]] = defaultdict(list)
    for team in sorted(directory.teams.values(), key=lambda t: (t.name.casefold(), t.code)):
        below[team.parent_id].append(team.id)
    found: list[TeamNode] = []

    def add(number: int, above: tuple[str, ...]) -> None:
        team = directory.teams[number]
        members = sum(own[directory.teams[n].code] for n in directory.subtree(number))
        parent = directory.teams[team.parent_id].code if team.parent_id else None
        found.append(TeamNode(team.code, team.name, parent, len(above), above, own[team.code], members))
        for child in below[number]:
            add(child, (*above, team.name))

    for number in below[None]:
        add(number, ())
    return tuple(found)


def codes_below(teams: Sequence[TeamNode], code: str) -> frozenset[str]:
    """The codes of a team and of those below it, of a tree."""
    start = next((n for n, team in enumerate(teams) if team.code == code), None)
    if start is None:
        return frozenset()
    inside = [code]
    for team in teams[start + 1 :]:
        if team.depth <= teams[start].depth:
            break
        inside.append(team.code)
    return frozenset(inside)


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody's role reaches, in names. teams: those given to a manager, in the order of their names; empty: all."""

    employee: Named | None
    teams: tuple[str, ...]


def own_sight(database: Database, actor: Actor) -> Sight:
    """What whoever asks was given; it tells nothing about anybody else."""
    here, _ = _here(database, None)
    directory = here.directory
    facts = directory.employees.get(actor.employee_id or 0)
    names = sorted(directory.teams[team].name for team in actor.team_ids if team in directory.teams)
    return Sight(Named(facts.code, facts.name) if facts else None, tuple(names))


@dataclass(frozen=True, slots=True)
class SignIn:
    """The user that an employee signs in as."""

    name: str
    is_disabled: bool


def sign_in_of(database: Database, actor: Actor, code: str) -> SignIn | None:
    """The user of an employee; None where they have none. Raises Unknown, Forbidden."""
    require(actor, Act.ADMINISTER)
    with database.read() as session:
        number = world(database, session).directory.employee_ids.get(code)
        if number is None:
            raise Unknown(f"no employee has the code {shown(code)}", field="code")
        row = users.user_of(session, number)
    return None if row is None else SignIn(row.name, row.disabled_at is not None)
