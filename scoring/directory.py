"""Who was in which team on a day, under which manager: the people of the organisation as one immutable value."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scoring.batch import Snapshot
from scoring.periods import FOREVER_UNTIL

DAY_BITS = 22
NO_TEAM = 0
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EmployeeFacts:
    """id: account. joined_on, left_on: first and last day at work, day numbers, null where not known.

    is_unnamed: they chose to stand on boards as a number; member_number: that number, null for who never chose so.
    """

    id: int
    code: str
    name: str
    joined_on: int | None = None
    left_on: int | None = None
    manager_id: int | None = None
    is_unnamed: bool = False
    member_number: int | None = None

    def is_active(self, day: int) -> bool:
        return (self.joined_on is None or self.joined_on <= day) and (self.left_on is None or day <= self.left_on)

    def is_active_between(self, start: int, end: int) -> bool:
        """Active on any day of [start, end)."""
        return (self.joined_on is None or self.joined_on < end) and (self.left_on is None or start <= self.left_on)


@dataclass(frozen=True, slots=True)
class TeamFacts:
    id: int
    code: str
    name: str
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """An employee belongs to a team (NO_TEAM: to none) from a day until, exclusive, another."""

    employee_id: int
    team_id: int
    from_on: int
    until_on: int


@dataclass(frozen=True)
class Directory:
    """Employees, teams and memberships. memberships: (employee, from_on, team) in any order, one per employee and day."""

    employees: Mapping[int, EmployeeFacts] = field(default_factory=dict)
    teams: Mapping[int, TeamFacts] = field(default_factory=dict)
    memberships: Sequence[tuple[int, int, int]] = ()

    @cached_property
    def membership_set(self) -> frozenset[tuple[int, int, int]]:
        """The memberships, to be compared with those of another revision."""
        return frozenset(self.memberships)

    @cached_property
    def employee_ids(self) -> dict[str, int]:
        return {e.code: e.id for e in self.employees.values()}

    @cached_property
    def team_ids(self) -> dict[str, int]:
        return {t.code: t.id for t in self.teams.values()}

    @cached_property
    def _keys(self) -> tuple[Ints, Ints]:
        ordered = sorted(self.memberships)
        keys = np.array([(employee << DAY_BITS) | day for employee, day, _ in ordered], dtype=np.int64)
        return keys, np.array([team for _, _, team in ordered], dtype=np.int64)

    def teams_on(self, employees: Ints, days: Ints) -> Ints:
        """The team of each employee on each day; NO_TEAM where there is none. Arrays of one length, and so is the answer."""
        keys, teams = self._keys
        if not len(keys):
            return np.zeros(len(employees), dtype=np.int64)
        places = np.searchsorted(keys, (employees << DAY_BITS) | days, side="right") - 1
        found = np.clip(places, 0, None)
        same = (places >= 0) & ((keys[found] >> DAY_BITS) == employees)
        return np.where(same, teams[found], NO_TEAM)

    def team_on(self, employee: int, day: int) -> int:
        return int(self.teams_on(np.array([employee]), np.array([day]))[0])

    @cached_property
    def _managers(self) -> tuple[Ints, Ints]:
        ids = sorted(self.employees)
        managers = [self.employees[i].manager_id or 0 for i in ids]
        return np.array(ids, dtype=np.int64), np.array(managers, dtype=np.int64)

    def managers_of(self, employees: Ints) -> Ints:
        """The manager of each employee; 0 where there is none."""
        ids, managers = self._managers
        if not len(ids):
            return np.zeros(len(employees), dtype=np.int64)
        places = np.clip(np.searchsorted(ids, employees), 0, len(ids) - 1)
        return np.where(ids[places] == employees, managers[places], 0)

    def path(self, team: int) -> tuple[int, ...]:
        """The team and those above it, itself first."""
        found: list[int] = []
        step: int | None = team
        while step is not None and step in self.teams and step not in found:
            found.append(step)
            step = self.teams[step].parent_id
        return tuple(found)

    @cached_property
    def _children(self) -> dict[int | None, list[int]]:
        children: dict[int | None, list[int]] = defaultdict(list)
        for team in self.teams.values():
            children[team.parent_id].append(team.id)
        return children

    def subtree(self, team: int) -> frozenset[int]:
        """The team and all below it."""
        found, waiting = {team}, [team]
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return frozenset(found)

    @cached_property
    def stays(self) -> dict[int, tuple[Stay, ...]]:
        """Each employee's memberships in order of time."""
        days: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for employee, from_on, team in sorted(self.memberships):
            days[employee].append((from_on, team))
        return {employee: tuple(_stays(employee, changes)) for employee, changes in days.items()}

    @cached_property
    def _team_stays(self) -> dict[int, list[Stay]]:
        """The stays in each team that fall within the employee's time at work, in the order of the employees' codes."""
        found: dict[int, list[Stay]] = defaultdict(list)
        for person in sorted(self.employees.values(), key=lambda e: e.code):
            joined = 0 if person.joined_on is None else person.joined_on
            left = FOREVER_UNTIL if person.left_on is None else person.left_on + 1
            for stay in self.stays.get(person.id, ()):
                start, end = max(stay.from_on, joined), min(stay.until_on, left)
                if stay.team_id != NO_TEAM and start < end:
                    found[stay.team_id].append(Stay(person.id, stay.team_id, start, end))
        return found

    @cached_property
    def _boundaries(self) -> dict[int, list[int]]:
        return {team: sorted({d for s in stays for d in (s.from_on, s.until_on)}) for team, stays in self._team_stays.items()}

    def stretches(self, teams: Ints, days: Ints) -> Ints:
        """For each team and day the number of the stretch of days over which the team's members stay the same."""
        found = np.zeros(len(teams), dtype=np.int64)
        for team in np.unique(teams):
            here = teams == team
            found[here] = np.searchsorted(np.array(self._boundaries.get(int(team), []), dtype=np.int64), days[here], side="right")
        return found

    def members(self, team: int, day: int) -> tuple[int, ...]:
        """The active members of the team itself on a day, in the order of their codes."""
        return tuple(s.employee_id for s in self._team_stays.get(team, ()) if s.from_on <= day < s.until_on)

    def snapshot(self, team: int, day: int) -> Snapshot:
        return Snapshot(self.path(team), self.members(team, day))

    def stays_within(self, team: int, start: int, end: int) -> Iterable[Stay]:
        """The active stays in exactly this team that touch [start, end)."""
        return (s for s in self._team_stays.get(team, ()) if s.from_on < end and start < s.until_on)

    def has_moved_within(self, employee: int, start: int, end: int) -> bool:
        """True where the employee belonged to more than one team, or to none for a while, in [start, end)."""
        stays = self.stays.get(employee, ())
        days = [s.from_on for s in stays]
        place = bisect_right(days, start) - 1
        return place < 0 or stays[place].until_on < end


def _stays(employee: int, changes: list[tuple[int, int]]) -> Iterable[Stay]:
    for number, (from_on, team) in enumerate(changes):
        until = changes[number + 1][0] if number + 1 < len(changes) else FOREVER_UNTIL
        yield Stay(employee, team, from_on, until)
