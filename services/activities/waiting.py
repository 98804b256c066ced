"""Waiting: the activities that nobody has decided yet, what each would earn, and deciding many of them at once.

Which ones they are is kept in memory and brought up to date by what was recorded and decided since, so that the count costs next to nothing
however many have been decided before.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from db import activities, ledger, organisation, people, reports
from db.engine import Database, Session
from scoring.batch import BATCH
from scoring.budgets import Spent
from scoring.limits import Candidates, Usage
from scoring.periods import business_day
from scoring.scoring import Proposal, propose, resolve
from services import cursors
from services.access import Act, Actor
from services.activities.activity_facts import Facts, Named, facts_of
from services.activities.deciding import approve, decline
from services.activities.impartiality import BY_PLACE
from services.activities.listing_activities import type_number
from services.activities.recording import now_micros
from services.activities.seeing import collaborators
from services.boards.standings import team_named
from services.documents import page_size
from services.errors import Refusal
from services.ledger.posting import context_of
from services.ledger.spending import spent_now
from services.page import Page
from services.reaching import employees_in_reach
from services.values import text
from services.world import PlanVersion, World, world

Key = tuple[str, str]
"""source and external_id."""


@dataclass(frozen=True, slots=True)
class Waits:
    """An activity that waits; employee and customer by account."""

    activity_id: int
    employee: int | None
    customer: int | None
    type_id: int


@dataclass(frozen=True, slots=True)
class _Undecided:
    """All that wait, by id, as of a place in the order of recording."""

    through: int
    waits: Mapping[int, Waits]


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An activity that waits. team: its employee's of today. would_earn: what its employee would get if it were approved now, alone;
    others_would_earn: what all others would. is_own: the reader must leave it to somebody else.
    """

    facts: Facts
    team: Named | None
    would_earn: int
    others_would_earn: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one of many. status: approved or declined, None where it was refused."""

    key: Key
    status: str | None
    refusal: Refusal | None


def count_waiting(database: Database, actor: Actor, *, now: int | None = None) -> int:
    """How many wait for a decision that the actor may take; those of which they are the employee are not counted. Raises Forbidden."""
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        found = _in_reach(database, session, here, actor, today)
        return sum(1 for one in found if actor.employee_id is None or one.employee != actor.employee_id)


def waiting(
    database: Database,
    actor: Actor,
    *,
    limit: int = 50,
    cursor: str | None = None,
    team: str | None = None,
    type: str | None = None,
    now: int | None = None,
) -> Page[WaitingItem]:
    """What waits in the actor's reach, the oldest first; of a team and below, or of one type. Raises Unknown, Invalid, Forbidden."""
    most, after = page_size(limit), cursors.read_number(cursor)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        found = _in_reach(database, session, here, actor, today)
        found = [one for one in found if type is None or one.type_id == type_number(here, type)]
        found = found if team is None else _of_team(session, here, found, team_named(here.directory, team), today)
        page = [one.activity_id for one in found if one.activity_id > after][: most + 1]
        items = _items(session, here, actor, page[:most], today)
    return Page(items, cursors.write([page[most - 1]]) if len(page) > most else None, len(found))


def approve_many(
    database: Database, actor: Actor, keys: Sequence[Key], *, reason: str | None = None, now: int | None = None
) -> list[Decided]:
    """Each counts from now on, by itself: one that is refused does not touch the others."""
    return _decide_many(approve, database, actor, keys, reason, now)


def decline_many(database: Database, actor: Actor, keys: Sequence[Key], *, reason: str, now: int | None = None) -> list[Decided]:
    """Each stays on record and earns nothing, by itself, for the same reason. Raises Invalid without a reason."""
    return _decide_many(decline, database, actor, keys, text(reason, "reason", most=500), now)


def _decide_many(
    decide: Callable[..., dict[str, Any]], database: Database, actor: Actor, keys: Sequence[Key], reason: str | None, now: int | None
) -> list[Decided]:
    answers = []
    for key in dict.fromkeys(keys):
        try:
            status = decide(database, actor, *key, reason=reason, now=now)["status"]
        except Refusal as refusal:
            answers.append(Decided(key, None, refusal))
        else:
            answers.append(Decided(key, status, None))
    return answers


# which ones -----------------------------------------------------------------------------------------------------------------------


def _in_reach(database: Database, session: Session, here: World, actor: Actor, today: int) -> list[Waits]:
    """Those that the actor may decide, as far as reach goes, the oldest first."""
    reached = employees_in_reach(here.directory, actor, Act.DECIDE, today)
    found = list(_undecided(database, session).waits.values())
    if reached is None:
        return found
    persons = _persons(session, found)
    return [one for one in found if persons[one.activity_id] in reached]


def _undecided(database: Database, session: Session) -> _Undecided:
    """What waits as of the session's moment, or later."""
    last, known = organisation.head(session).last_activity_id, database.memory.get("undecided")
    was = known if isinstance(known, _Undecided) else _Undecided(0, {})
    if was.through >= last:
        return was
    decided = reports.decided_between(session, after=was.through, through=last)
    new = [Waits(*row) for row in reports.undecided(session, after=was.through, through=last)]
    waits = {number: one for number, one in was.waits.items() if number not in decided}
    fresh = _Undecided(last, waits | {one.activity_id: one for one in new})
    database.memory["undecided"] = fresh
    return fresh


def _persons(session: Session, found: Sequence[Waits]) -> dict[int, int | None]:
    """By activity, its employee, or the owner of its customer where it has none."""
    alone = [one.customer for one in found if one.employee is None and one.customer is not None]
    owners = people.owners(session, alone) if alone else {}
    return {one.activity_id: one.employee if one.employee is not None else owners.get(one.customer or 0) for one in found}


def _of_team(session: Session, here: World, found: Sequence[Waits], team: int | None, today: int) -> list[Waits]:
    """Those whose person belongs to a team, or to one below it, today."""
    persons = _persons(session, found)
    accounts = np.array([persons[one.activity_id] or 0 for one in found], dtype=np.int64)
    inside = here.directory.subtree(team or 0)
    teams = here.directory.teams_on(accounts, np.full(len(accounts), today, dtype=np.int64)).tolist()
    return [one for one, belongs in zip(found, teams, strict=True) if belongs in inside]


# what each would earn -------------------------------------------------------------------------------------------------------------


def _items(session: Session, here: World, actor: Actor, ids: Sequence[int], today: int) -> tuple[WaitingItem, ...]:
    rows = reports.activities(session, ids)
    earnings = would_earn(session, here, ids)
    return tuple(_item(here, actor, rows[number], earnings.get(number, ()), today) for number in ids if number in rows)


def _item(here: World, actor: Actor, row: Mapping[str, object], earning: Collection["Earning"], today: int) -> WaitingItem:
    employee = row["employee_id"]
    own = sum(one.points for one in earning if one.holder == employee)
    me = actor.employee_id
    taking_part = [employee, *collaborators(str(row["collaborators"]) if row["collaborators"] else None)]
    is_own = me is not None and (me in taking_part or any(one.holder == me and not one.is_by_place for one in earning))
    team = here.directory.teams.get(here.directory.team_on(employee, today)) if isinstance(employee, int) else None
    others = sum(one.points for one in earning) - own
    return WaitingItem(facts_of(here, row), Named(team.code, team.name) if team else None, own, others, is_own)


@dataclass(frozen=True, slots=True)
class Earning:
    """What one rule would give a holder. is_by_place: it comes of their place, as a manager or a member of the team."""

    holder: int
    points: int
    is_by_place: bool


def would_earn(session: Session, here: World, activity_ids: Sequence[int]) -> dict[int, list[Earning]]:
    """What each of some waiting activities would give if it alone were approved now, by activity."""
    batch = activities.batch_of(session, activity_ids)
    versions = [here.plan_at(at) for at in batch["at"].to_list()]
    found: dict[int, list[Earning]] = {}
    for version in {v.version: v for v in versions if v is not None}.values():
        mine = batch.filter(pl.Series([v is version for v in versions], dtype=pl.Boolean))
        _add_earnings(session, here, mine, version, found)
    return found


def _add_earnings(session: Session, here: World, batch: pl.DataFrame, version: PlanVersion, found: dict[int, list[Earning]]) -> None:
    context = context_of(session, here, batch["snapshot"])
    proposal = propose(batch.select(*BATCH), version.plan, here.names, context, first_weekday=here.organisation.first_weekday)
    usage = ledger.usage(session, proposal.demands(), proposal.cooldown_demands(), here.rule_ids, rescored=here.rescored)
    ids, rules = batch["activity_id"].to_list(), version.plan.rules
    for pos, rule, holder, points in _each_alone(proposal, usage, spent_now(session, here, proposal)):
        if points:
            found.setdefault(ids[pos], []).append(Earning(holder, points, rules[rule].award.to in BY_PLACE))


def _each_alone(proposal: Proposal, usage: Usage, spent: Spent) -> list[tuple[int, int, int, int]]:
    """(pos, rule, holder, points) of every award, as if each activity came alone. What all together leave whole each alone leaves whole."""
    together = resolve(proposal, usage, spent)
    again = set(together.filter(pl.col("cut_by") >= 0)["pos"]) | _sharing_budgets(proposal)
    awards = together.select("pos", "rule", "holder", "points").rows()
    found = [award for award in awards if award[0] not in again]
    for pos in sorted(again):
        alone = Proposal(tuple(_only(c, pos) for c in proposal.candidates), proposal.first_weekday)
        found += resolve(alone, usage, spent).select("pos", "rule", "holder", "points").rows()
    return found


def _sharing_budgets(proposal: Proposal) -> set[int]:
    """The activities for which a campaign runs that can run out."""
    touched = [c for c in proposal.candidates if any(one.can_run_out for _, boost in c.boosts for one in boost.campaigns)]
    return {pos for candidates in touched for pos in candidates.frame["pos"]}


def _only(candidates: Candidates, pos: int) -> Candidates:
    return candidates.at(np.flatnonzero(candidates.frame["pos"].to_numpy() == pos))
