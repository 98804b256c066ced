"""What pages read of the calendar: once per change of people, organisation and calendar."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from services import organising
from services.access import Act
from services.calendar import days_off
from services.calendar.days_off import DaysOff
from services.people import rosters
from services.people.rosters import Person
from ui.data import database, version
from ui.reading import here, shared_by
from ui.shared import once_per
from ui.sign_in import Viewer


def listed(me: Viewer, first: dt.date, last: dt.date) -> tuple[DaysOff, ...]:
    """What is free from first to last, and worked all the same. Raises Forbidden."""
    key = ("days off", shared_by(me), first, last)
    return once_per(
        (version().directory_revision, here(me).today), key, lambda: days_off.days_off(database(), me.actor, first=first, last=last)
    )


def people(me: Viewer) -> Sequence[Person]:
    """Those whose days off the reader may see, in the order of their names. Raises Forbidden."""
    stands = version().directory_revision, here(me).today
    return once_per(stands, ("people to grant days", shared_by(me)), lambda: rosters.within_reach(database(), me.actor, Act.GRANT_DAYS))


def others(me: Viewer) -> Sequence[Person]:
    """Those whose days off the reader may enter: nobody enters their own. Raises Forbidden."""
    return [person for person in people(me) if person.code != me.employee]


def settings(me: Viewer) -> dict[str, Any]:
    """The organisation's settings; those of the calendar are working_days and holidays."""
    return once_per(version().directory_revision, "settings of the calendar", lambda: organising.get(database(), me.actor))
