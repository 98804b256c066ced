"""What the calendar and what is said of one's own time do for whoever asks, as `permission_works` has it for the others."""

import datetime as dt
from typing import Any

from db.engine import Database
from services.access import COMMAND_LINE, Act, Actor
from services.boards import rank_changes, reviewing
from services.calendar import days_off, streaks
from services.errors import Unknown
from services.people import rosters
from tests.services.permission_works import PEOPLE, each, numbers
from tests.services.permission_world import NOW, Work

MONTH = {"first": dt.date(2026, 3, 1), "last": dt.date(2026, 3, 31)}


def entered(**document: Any) -> Work:
    days = {"first": "2026-03-11", "last": "2026-03-11", "label": "x", **document}
    return lambda database, actor: days_off.add(database, actor, days, now=NOW)


def number_of(database: Database, whose: dict[str, Any]) -> int:
    """Days that stand, of everybody or of a person."""
    days_off.add(database, COMMAND_LINE, {"first": "2026-03-11", "last": "2026-03-11", "label": "x", **whose}, now=NOW)
    return next(one.id for one in days_off.days_off(database, COMMAND_LINE, **MONTH, now=NOW) if one.id is not None)


def changed(act: Any, *more: Any, **whose: Any) -> Work:
    return lambda database, actor: act(database, actor, number_of(database, whose), *more, now=NOW)


def nothing_there(database: Database, actor: Actor) -> None:
    days_off.remove(database, actor, 99, now=NOW)
    raise Unknown("nothing was there")


def both(database: Database, actor: Actor) -> None:
    """One in reach of everybody who enters days, and one who is not."""
    day = {"first": "2026-03-11", "last": "2026-03-11"}
    days_off.add_many(database, actor, [{**day, "employee": code} for code in ("E2", "E5")], now=NOW)


def told_of(database: Database, actor: Actor) -> str:
    for code in ("E1", "E2", "E5"):
        days_off.add(database, COMMAND_LINE, {"first": "2026-03-11", "last": "2026-03-11", "employee": code}, now=NOW)
    return numbers(one.code for one in days_off.days_off(database, actor, **MONTH, now=NOW) if one.code)


def within_reach(database: Database, actor: Actor) -> str:
    return numbers(person.code for person in rosters.within_reach(database, actor, Act.GRANT_DAYS, now=NOW))


def works() -> dict[str, Work]:
    """Every work, by name."""
    near, far = {"employee": "E2"}, {"employee": "E5"}
    return {
        "days_off.days_off": told_of,
        "days_off.add/everybody": entered(),
        "days_off.add/near": entered(**near),
        "days_off.add/far": entered(**far),
        "days_off.add/nobody": entered(employee="E99"),
        "days_off.add/lead": entered(employee="E4"),
        "days_off.add_many": both,
        "days_off.change/everybody": changed(days_off.change, {"label": "y"}),
        "days_off.change/near": changed(days_off.change, {"label": "y"}, **near),
        "days_off.change/far": changed(days_off.change, {"label": "y"}, **far),
        "days_off.remove/everybody": changed(days_off.remove),
        "days_off.remove/near": changed(days_off.remove, **near),
        "days_off.remove/far": changed(days_off.remove, **far),
        "days_off.remove/nothing": nothing_there,
        **each("streaks.streak", PEOPLE, lambda database, actor, code: streaks.streak(database, actor, code, now=NOW)),
        **each("reviewing.review", PEOPLE, lambda database, actor, code: reviewing.review(database, actor, code, "2026-W03", now=NOW)),
        "rank_changes.earlier": lambda database, actor: rank_changes.earlier(database, actor, kind="month", now=NOW),
        "rosters.within_reach": within_reach,
    }
