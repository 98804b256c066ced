"""What boards call things, in the reader's language: measures, what alone counts, and who is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.boards.board_pages import BoardRow, PageBoard
from services.boards.narrowing import Choices, Narrowing
from services.boards.placing import WhyLeftOut
from services.boards.standings import Measure, Subject
from ui import formats
from ui.components.plan.plan_audit_words import categories
from ui.i18n import _, label, ngettext


@dataclass(frozen=True, slots=True)
class Named:
    """A measure by its name, and what it means in a few words."""

    name: str
    meaning: str


def measures(subject: Subject) -> dict[str, Named]:
    """The measures of a board, the usual one first."""
    total = {Measure.TOTAL.value: Named(_("Total"), _("All points of the period"))}
    per_head = {Measure.PER_HEAD.value: Named(_("Per head"), _("Points for each member at work"))}
    both = per_head | total if subject is Subject.TEAMS else total
    own = _("Points per day at work, against the team’s own three periods before")
    mine = _("Points per day at work, against one’s own three periods before")
    return both | {
        Measure.TARGET.value: Named(_("Against target"), _("How much of the target is reached")),
        Measure.IMPROVEMENT.value: Named(_("Improvement"), own if subject is Subject.TEAMS else mine),
    }


def narrowings(offered: Choices) -> dict[str, str]:
    """What alone can count, by how the address says it: the categories, then the activity types."""
    named = categories()
    found = {f"{Narrowing.CATEGORY}:{key}": _("Category: {name}").format(name=named.get(key, key)) for key in offered.categories}
    return found | {f"{Narrowing.TYPE}:{kind.key}": label(kind.label) or kind.key for kind in offered.types}


# a row ----------------------------------------------------------------------------------------------------------------------------


def score_of(row: BoardRow, measure: Measure) -> str:
    """The number of a row, as large as it is written: points, or a percentage."""
    if measure is Measure.TARGET and row.percent is not None:
        return f"{formats.number(row.percent)}%"
    if measure is Measure.IMPROVEMENT and row.percent is not None:
        return f"{formats.signed(row.percent)}%"
    return formats.number(row.score)


def beneath(row: BoardRow, measure: Measure) -> str:
    """What the number of a row is made of, small beneath it; nothing of points."""
    if measure is Measure.TARGET and row.target is not None:
        return _("{points} of {target}").format(points=formats.number(row.score), target=formats.number(row.target))
    if measure is Measure.IMPROVEMENT and row.pace is not None and row.average is not None:
        return _("{pace} a day, before {average}").format(pace=_short(row.pace), average=_short(row.average))
    return ""


def _short(value: object) -> str:
    return f"{value:,.1f}".replace("-", formats.MINUS)


def due_of(row: BoardRow, measure: Measure) -> int | None:
    """How far along the bar one should be by now, in percent; None where that is the end of it, or nothing is due."""
    if measure is not Measure.TARGET or not row.target or row.due is None or row.due >= row.target:
        return None
    return round(100 * row.due / row.target)


# beneath a board ------------------------------------------------------------------------------------------------------------------


def left_out(page: PageBoard, me: str | None) -> Sequence[str]:
    """Who is not on the board and why, first of all the reader."""
    gone = page.left_out
    if gone is None:
        return ()
    n, of_teams = formats.number(gone.count), page.subject is Subject.TEAMS
    if gone.reason is WhyLeftOut.NO_TARGET:
        mine = _("Your team has no target for this period") if of_teams else _("You have no target for this period")
        said = ngettext("{n} has no target and is left out", "{n} have no target and are left out", gone.count)
    else:
        mine = _("Your team has no average of its own yet") if of_teams else _("You have no average of your own yet")
        said = ngettext("{n} has no average yet and is left out", "{n} have no average yet and are left out", gone.count)
    return (mine, said.format(n=n)) if me in gone.codes else (said.format(n=n),)
