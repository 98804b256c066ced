"""Where the people of a sheet stand: who has reached the target, who is on course, who has none."""

from services.targets.lines import Line, Scope, Sheet
from ui import formats
from ui.components.tiles import Tile, in_a_row
from ui.i18n import _, ngettext


def summary_html(sheet: Sheet) -> str:
    """Three numbers, and how much of the period is gone; nothing where nobody has a target."""
    people = [line for line in sheet.lines if line.scope is Scope.EMPLOYEE]
    aiming = [line for line in people if line.holds is not None]
    if not aiming:
        return ""
    return in_a_row(
        [
            _of(_("Target reached"), [line for line in aiming if (line.percent or 0) >= 100], aiming),
            _of(_("On course"), [line for line in aiming if is_on_course(line)], aiming) if 0 < sheet.gone < sheet.days else None,
            Tile(_("Without a target"), formats.number(len(people) - len(aiming)), _of_people(len(people))),
            _gone(sheet),
        ]
    )


def is_on_course(line: Line) -> bool:
    """True of whoever has what should be there by today."""
    return line.score is not None and line.due is not None and line.score >= line.due


def _of(label: str, some: list[Line], of: list[Line]) -> Tile:
    share = 100 * len(some) / len(of) if of else None
    return Tile(label, formats.number(len(some)), _of_people(len(of)), share)


def _of_people(n: int) -> str:
    return ngettext("of {n} person", "of {n} people", n).format(n=formats.number(n))


def _gone(sheet: Sheet) -> Tile | None:
    if not 0 < sheet.gone < sheet.days:
        return None
    left = sheet.days - sheet.gone
    share = 100 * sheet.gone / sheet.days
    more = ngettext("{n} day left after today", "{n} days left after today", left).format(n=formats.number(left))
    return Tile(_("Of the period gone"), f"{share:.0f}%", more, share)
