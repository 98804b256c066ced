"""What the page of targets reads: asked once per change, shared by all who reach the same people."""

import datetime as dt
from functools import partial

from services.targets import sheets
from services.targets.sheets import Sheet
from ui.data import database, version
from ui.reading import shared_by
from ui.shared import once_per
from ui.sign_in import Viewer


def sheet(me: Viewer, today: dt.date, *, period: str, on: dt.date, team: str | None) -> Sheet:
    """The targets of a period. Raises what `services.targets.sheets.targets_for` raises."""
    read = partial(sheets.targets_for, database(), me.actor, period=period, on=on, team=team)
    return once_per((version(), today), ("targets", shared_by(me), period, on, team), read)
