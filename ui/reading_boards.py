"""What the leaderboard reads beside the board itself: once per change and shared by all who see the same."""

import datetime as dt
from functools import partial
from typing import Any

from services.boards import finding
from services.boards import narrowing as narrowing_of
from services.boards import rank_history as history
from services.boards.board_pages import Ranked
from services.boards.finding import Found
from services.boards.narrowing import Choices
from services.boards.rank_history import RankHistory
from services.boards.standings import Subject
from services.people import people
from ui.data import database, version
from ui.i18n import language
from ui.reading import employee_name, here, shared_by
from ui.reading_mine import medians_stand
from ui.shared import once_per
from ui.sign_in import Viewer


def rank_history(
    me: Viewer, today: dt.date, *, subject: str, kind: str, on: dt.date, measure: str, team: str | None, by: str | None
) -> RankHistory:
    """The ranks of the last periods, worked out once a minute while points keep coming. Raises as `services.boards.rank_history`."""
    asked: dict[str, Any] = {"subject": subject, "kind": kind, "on": on, "measure": measure, "team": team, "by": by}
    read = partial(history.rank_history, database(), me.actor, **asked)
    return once_per(medians_stand(version(), today), ("rank history", *asked.values()), read)


def narrowing(me: Viewer) -> Choices:
    """What boards can be narrowed to."""
    return once_per(version().directory_revision, "narrowing", lambda: narrowing_of.offered(database(), me.actor))


def found_on(me: Viewer, board: Ranked, text: str) -> Found:
    """Whoever is looked for on a board that was read, by what stands there in the reader's language. Raises what `finding` raises."""
    own = {"me": own_row(me, board.subject), "my_name": own_name(me, board.subject)}
    return finding.find_on(database(), me.actor, board, text, language(), **own)


def own_row(me: Viewer, subject: Subject) -> str | None:
    """The code of what is the reader's own on a board: of themself, or of the team they belong to."""
    if subject is Subject.EMPLOYEES:
        return me.employee
    if subject is not Subject.TEAMS or me.employee is None:
        return None
    code = me.employee
    return once_per(
        (version().directory_revision, here(me).today), ("own team", code), lambda: people.get_employee(database(), me.actor, code)["team"]
    )


def own_name(me: Viewer, subject: Subject) -> str | None:
    """What the reader is called on a board of employees; None elsewhere."""
    return employee_name(me, me.employee) or None if subject is Subject.EMPLOYEES else None


def readable(me: Viewer, today: dt.date) -> frozenset[str] | None:
    """The codes of the employees whose points the reader may read; None for everybody's."""
    key = ("readable", shared_by(me))
    return once_per((version().directory_revision, today), key, lambda: finding.readable(database(), me.actor))
