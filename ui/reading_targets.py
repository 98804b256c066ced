"""What the page of targets reads: laid out once per change of people and targets, shared by all who reach the same people.

Points move in it once a second at most: they stand beside what the page is for.
"""

import datetime as dt

from services.targets import sheets
from ui.components.targets.view import View, view_of
from ui.data import database, version_lately
from ui.reading import shared_by
from ui.shared import going_on
from ui.sign_in import Viewer


def sheet(me: Viewer, today: dt.date, *, period: str, on: dt.date, team: str | None) -> View:
    """The targets of a period. Raises what `services.targets.sheets.targets_for` raises."""

    def read(before: View | None) -> View:
        known = None if before is None else before.whole
        return view_of(sheets.targets_for(database(), me.actor, period=period, on=on, team=team, before=known), before)

    return going_on((version_lately(), today), ("targets", shared_by(me), period, on, team), read)
