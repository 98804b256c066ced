"""About whom an actor may do an act: the reach of the permission table, worked out on the organisation as it is.

Of a manager with teams: whoever belongs to those teams, or to teams below them, today; somebody who left by their last
team, somebody still to come by their first. Beside them the manager themself, where the manager is linked to an employee.
Of a manager without teams: everybody. Of an employee: the employee that they are linked to.

A customer is reached through their owner; a customer without an owner only by whom reaches everybody. Whoever reaches less
is refused in the same words where there is nobody with a code and where there is somebody out of reach.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from db import people
from db.engine import Session
from scoring.directory import Directory
from scoring.periods import FOREVER_UNTIL
from scoring.plan import HolderKind
from services.access import Act, Actor, Reach, require
from services.errors import Forbidden, Refusal

OUT_OF_REACH = "out_of_reach"
OUTSIDE = {
    Reach.OWN: "This is outside your reach: you may do this only for yourself and for your own customers",
    Reach.TEAMS: "This is outside your reach: you may do this only for the teams given to you",
}


def out_of_reach(actor: Actor, act: Act) -> Forbidden:
    """What is raised where an actor may do an act, but not about this one: it says nothing about what is there."""
    return Forbidden(OUTSIDE[actor.reach(act)], code=OUT_OF_REACH)


def teams_in_reach(directory: Directory, actor: Actor) -> frozenset[int]:
    """The teams given to an actor, and those below."""
    return frozenset().union(*(directory.subtree(team) for team in actor.team_ids if team in directory.teams))


def employees_in_reach(directory: Directory, actor: Actor, act: Act, today: int) -> frozenset[int] | None:
    """The accounts of the employees about whom the actor may do the act; None for everybody. Raises Forbidden where it is nobody ever."""
    require(actor, act)
    reach = actor.reach(act)
    if reach is Reach.ALL:
        return None
    themself = frozenset() if actor.employee_id is None else frozenset({actor.employee_id})
    return themself if reach is Reach.OWN else themself | _members(directory, teams_in_reach(directory, actor), today)


def _members(directory: Directory, teams: Collection[int], today: int) -> frozenset[int]:
    """Who belongs to one of the teams: today, on their last day, or on their first."""
    staff = directory.employees.values()
    ids, first, last = (
        np.array(values, dtype=np.int64)
        for values in (
            [e.id for e in staff],
            [0 if e.joined_on is None else max(0, e.joined_on) for e in staff],
            [FOREVER_UNTIL if e.left_on is None else max(0, e.left_on) for e in staff],
        )
    )
    inside = np.isin(directory.teams_on(ids, np.minimum(np.maximum(first, today), last)), sorted(teams))
    return frozenset(ids[inside].tolist())


def require_holder(
    session: Session, directory: Directory, actor: Actor, act: Act, kind: HolderKind, code: str, today: int
) -> frozenset[int] | None:
    """The employees in reach, None for everybody, where the actor may do the act about the holder with a code; raises Forbidden where not."""
    reached = employees_in_reach(directory, actor, act, today)
    if reached is None:
        return None
    if kind is HolderKind.EMPLOYEE:
        person = directory.employee_ids.get(code)
    else:
        customer = people.customers_by_code(session, [code]).get(code)
        person = customer.owner_id if customer else None
    if person not in reached:
        raise out_of_reach(actor, act)
    return reached


def holders_in_reach(session: Session, directory: Directory, reached: frozenset[int], accounts: Collection[int]) -> frozenset[int]:
    """Those of some accounts that are of employees in reach, or of their customers. reached: as `employees_in_reach` gives it."""
    customers = [account for account in accounts if account not in directory.employees]
    persons: dict[int, int | None] = {account: account for account in accounts if account in directory.employees}
    persons |= people.owners(session, customers) if customers else {}
    return frozenset(account for account, person in persons.items() if person in reached)


@dataclass(frozen=True, slots=True)
class Fence:
    """What somebody may record who reaches less than everybody: activities of `employees`, and of customers alone whose owner is a host.

    An activity of an employee may be about a customer of `employees` or about one without an owner: never about somebody
    else's.
    """

    employees: frozenset[int]
    hosts: frozenset[int]
    reach: Reach

    def wrong(self, employee: int | None, customer: str | None, owners: Mapping[str, int | None]) -> Refusal | None:
        """Why an activity may not be recorded. owners: by the code of a customer; one that does not stand there is nobody's to record."""
        owner = owners.get(customer) if customer is not None else None
        if employee is None and (not self.hosts or owner not in self.hosts):
            return self._refusal("customer" if self.hosts else "employee")
        if employee is not None and employee not in self.employees:
            return self._refusal("employee")
        if customer is not None and (customer not in owners or (owner is not None and owner not in self.employees)):
            return self._refusal("customer")
        return None

    def _refusal(self, field: str) -> Refusal:
        return Refusal(OUTSIDE[self.reach], field=field, code=OUT_OF_REACH)


def fence(directory: Directory, actor: Actor, today: int) -> Fence | None:
    """Whom an actor may record; None for everybody. Raises Forbidden where it is nobody ever."""
    reached = employees_in_reach(directory, actor, Act.RECORD, today)
    if reached is None:
        return None
    reach = actor.reach(Act.RECORD)
    return Fence(reached, reached if reach is Reach.TEAMS else frozenset(), reach)
