"""Which team an employee is in, day by day: the first team from joining, later ones from the day of the change."""

from scoring.directory import NO_TEAM, Directory

Stays = tuple[tuple[int, int], ...]
"""(from_on, team) in order of time, each until the next; NO_TEAM for none."""


def stays_of(directory: Directory, employee: int | None) -> Stays:
    known = directory.stays.get(employee, ()) if employee is not None else ()
    return tuple((stay.from_on, stay.team_id) for stay in known)


def stay_on(stays: Stays, day: int) -> tuple[int, int]:
    """The stay of a day; none since 1970 where there is none."""
    return next((stay for stay in reversed(stays) if stay[0] <= day), (0, NO_TEAM))


def stay_to_show(stays: Stays, joined_on: int | None, today: int) -> tuple[int, int]:
    """The stay of today, or of the first day of somebody who is still to come."""
    return stay_on(stays, max(today, first_day(joined_on)))


def first_day(joined_on: int | None) -> int:
    return max(0, joined_on or 0)


def joined_earlier(stays: Stays, was_on: int | None, joined_on: int | None) -> Stays:
    """The first team, where it began with the work, begins as early as the work now does."""
    begins = first_day(joined_on)
    if not stays or stays[0][0] != first_day(was_on) or begins >= stays[0][0]:
        return stays
    return ((begins, stays[0][1]), *stays[1:])


def moved(stays: Stays, team: int, *, joined_on: int | None, from_on: int | None, today: int) -> Stays:
    """In the team from `from_on`, else from today or from joining, if that is later; the first team: from joining.

    The same team again changes nothing; another one supersedes what was planned for later days.
    """
    if not stays:
        begins = first_day(joined_on) if from_on is None else first_day(from_on)
        return () if team == NO_TEAM else ((begins, team),)
    day = max(today, first_day(joined_on)) if from_on is None else first_day(from_on)
    if stay_on(stays, day)[1] == team:
        return stays
    return (*(stay for stay in stays if stay[0] < day), (day, team))


def moves(employee: int, was: Stays, now: Stays) -> list[dict[str, int | None]]:
    """What `db.people.move` must be told so that `now` stands instead of `was`."""
    same = next((n for n, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), min(len(was), len(now)))
    return [{"employee_id": employee, "from_on": day, "team_id": team or None} for day, team in now[same:]]
