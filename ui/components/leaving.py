"""The last day at work, and what follows from it."""

import datetime as dt
from typing import Any

from services.people.rosters import SignIn
from ui import formats
from ui.i18n import _
from ui.rendering import show


def is_set(person: dict[str, Any], today: dt.date) -> None:
    """Their last day is known."""
    day = dt.date.fromisoformat(person["left_on"])
    told = _("{day} was the last day of {name}.") if day < today else _("{day} is the last day of {name}.")
    show("admin_foreseen.html", sentences=[told.format(day=formats.calendar_day(day, today), name=person["name"])], notes=[])


def foreseen(person: dict[str, Any], day: dt.date, user: SignIn | None, today: dt.date) -> None:
    """What becomes of somebody whose last day this is."""
    told = [
        _("After {day}, {name} is on no running board and has no share in what teams earn.").format(
            day=formats.calendar_day(day, today), name=person["name"]
        ),
    ]
    notes = [_("Points, entries and closed boards stay as they are.")]
    if user is not None and not user.is_disabled:
        notes.append(_("They can still sign in as {user}: disable that user too.").format(user=user.name))
    show("admin_foreseen.html", sentences=told, notes=notes)


def sentence(name: str, day: dt.date | None, today: dt.date) -> str:
    """What was done: the last day is set, or taken back."""
    if day is None:
        return _("{name} stays.").format(name=name)
    return _("The last day of {name} is {day}.").format(name=name, day=formats.calendar_day(day, today))
