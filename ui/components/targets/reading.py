"""The sheet as it is read: a table of teams and people, where they stand, and the ways to set targets and to a file."""

from collections.abc import Mapping
from typing import Any

from services.targets.lines import Line, Scope
from ui import formats
from ui.components import links
from ui.components.frame import note_html
from ui.components.targets.summary import is_on_course
from ui.components.targets.view import View
from ui.i18n import _
from ui.rendering import rendered

EDIT, FILES = "edit", "files"
"""In the address: the sheet is worked on; the file is offered."""
MOST_READ = 500
"""More lines are not read at once: then the teams alone stand there, each with the way to its people."""
Query = Mapping[str, str]


def reading_html(view: View, query: Query) -> str:
    """What stands on the page where nobody sets anything: numbers, the table, what can be done. query: the page's."""
    lines = view.whole.lines
    is_cut = len(lines) > MOST_READ
    shown = [line for line in lines if line.scope is Scope.TEAM or (line.scope is Scope.EMPLOYEE and not is_cut) or line.points is not None]
    table = rendered(
        "targets_sheet.html", lines=[_row(line, query) for line in shown], by_today=any(line.due is not None for line in shown)
    )
    more = note_html(_("Choose a team to see its people.")) if is_cut else ""
    return view.summary + _ways(view, query) + more + table + _said(view)


def _row(line: Line, query: Query) -> Mapping[str, Any]:
    is_team = line.scope is Scope.TEAM
    target = line.points if line.scope is Scope.MEMBER else line.holds
    return {
        "is_team": is_team,
        "depth": line.depth,
        "name": _("Each member") if line.scope is Scope.MEMBER else line.name,
        "href": links.to("targets", **{**query, "team": line.code}) if is_team and query.get("team") != line.code else "",
        "target": _number(target),
        "giver": _("From {team}").format(team=line.giver) if line.giver else "",
        "score": _number(line.score),
        "due": _number(line.due),
        "percent": line.percent,
        "is_behind": line.percent is not None and line.percent < 100 and not is_on_course(line),
        "before": _number(line.before),
    }


def _number(value: int | None) -> str:
    return "" if value is None else formats.number(value)


def _ways(view: View, query: Query) -> str:
    edit = "" if view.whole.is_closed else links.to("targets", **{**query, EDIT: "1"})
    file = "" if FILES in query else links.to("targets", **{**query, FILES: "1"})
    return rendered("targets_ways.html", edit=edit, file=file)


def _said(view: View) -> str:
    return note_html(_("This period is closed: its targets stay.")) if view.whole.is_closed else rules_html()


def rules_html() -> str:
    """How long a target holds, and for whom."""
    return note_html(
        _("A target holds from this period on, until another one is set."),
        _("That of each member holds for the teams below too, unless they or the person have one of their own."),
    )
