"""Seeing: how much of an activity somebody may see who does not reach everybody.

Whole, where its employee or the owner of its customer is in reach: as it was sent, with its history. In part, where only
somebody who took part in it or earned from it is: not its customer, note, attributes and evidence, and no reason that was
given for a decision. Not at all otherwise, and then it is refused in the same words as one that does not exist.

Of the points it gave, those of holders in reach are seen with their reasons. In an activity of an employee in reach, those
of its customer and collaborators too, without the reasons, which tell of their other activities. Of all others nothing.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from db import activities, ledger, people
from db.engine import Session
from services.access import Act, Actor
from services.reaching import employees_in_reach, holders_in_reach, out_of_reach
from services.world import World

KINDS = {people.EMPLOYEE: "employee", people.CUSTOMER: "customer"}
Found = dict[str, Any]
"""An activity as `activities.one` gives it."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of one activity. reached: the employees in reach, None for everybody; involved: whose points are seen without reasons."""

    is_whole: bool
    reached: frozenset[int] | None
    involved: frozenset[int]

    def near(self, session: Session, here: World, holders: Collection[int]) -> frozenset[int]:
        """Those of some holders who are in reach: their points are seen with the reasons."""
        if self.reached is None:
            return frozenset(holders)
        return holders_in_reach(session, here.directory, self.reached, holders)


EVERYTHING = Sight(is_whole=True, reached=None, involved=frozenset())


def sight_of(session: Session, here: World, actor: Actor, act: Act, found: Found | None, today: int) -> Sight:
    """What the actor sees of an activity. Raises Forbidden where it is nothing; where there is none, only if not everybody is in reach."""
    reached = employees_in_reach(here.directory, actor, act, today)
    if reached is None:
        return EVERYTHING
    if found is None:
        raise out_of_reach(actor, act)
    employee, customer, others = found["employee_id"], found["customer_id"], collaborators(found["collaborators"])
    concerned = {account for account in (employee, customer, *others) if account is not None}
    concerned |= {row["account_id"] for row in ledger.of_activities(session, [found["id"]])}
    near = holders_in_reach(session, here.directory, reached, concerned)
    if not near:
        raise out_of_reach(actor, act)
    return Sight(employee in near or customer in near, reached, _involved(reached, employee, customer, others))


def collaborators(text: str | None) -> list[int]:
    """The accounts of those who took part in an activity, as it stores them."""
    listed: list[int] = json.loads(text) if text else []
    return listed


def _involved(reached: frozenset[int], employee: int | None, customer: int | None, others: Sequence[int]) -> frozenset[int]:
    if employee not in reached:
        return frozenset()
    return frozenset(account for account in (customer, *others) if account is not None)


def points_of(
    session: Session, here: World, activity_ids: Sequence[int], reached: frozenset[int] | None = None
) -> dict[int, list[tuple[str, str, int]]]:
    """(holder, rule, points) of what activities have earned, by activity; holders as `employee:E01`.

    reached: the employees in the reader's reach, None for everybody; what is not seen is left out.
    """
    earned = ledger.earned_by(session, activity_ids)
    if reached is not None and earned:
        seen = _seen(session, here, reached, activity_ids, {row.account for row in earned})
        earned = [row for row in earned if row.account in seen[row.activity]]
    return {
        activity: [(f"{KINDS[row.kind]}:{row.code}", here.rule_keys[row.rule], row.points) for row in rows]
        for activity, rows in groupby(earned, key=lambda row: row.activity)
    }


def _seen(
    session: Session, here: World, reached: frozenset[int], activity_ids: Sequence[int], holders: Collection[int]
) -> dict[int, frozenset[int]]:
    """Whose points are seen, by activity."""
    near = holders_in_reach(session, here.directory, reached, holders)
    batch = activities.batch_of(session, activity_ids).select("activity_id", "employee", "customer", "collaborators")
    return {
        activity: near | _involved(reached, employee, customer, collaborators(others))
        for activity, employee, customer, others in batch.iter_rows()
    }
