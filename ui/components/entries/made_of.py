"""What a number is made of: a bar for each rule, which shows the entries of that rule alone."""

from collections.abc import Callable, Mapping

from services.boards.breaking_down import Breakdown, Part
from ui import formats
from ui.components.entries.entries import kinds
from ui.i18n import _, label, ngettext
from ui.rendering import rendered

Href = Callable[[Part | None], str]
"""Where the entries of a part alone are shown; of None all of them."""


def made_of(found: Breakdown, title: str, balance: int, chosen: Part | None, href: Href) -> str:
    """The sum of some days and its parts, as HTML. title: which days; balance: of today; chosen: the part whose entries alone are shown."""
    most = max((abs(points_of(part)) for part in found.parts), default=0)
    return rendered(
        "made_of.html",
        title=title,
        score=formats.number(found.score),
        unit=ngettext("point", "points", abs(found.score)),
        entries=ngettext("{n} entry", "{n} entries", found.entries).format(n=formats.number(found.entries)),
        balance=_("balance today {n}").format(n=formats.number(balance)),
        parts=[_bar(part, most, chosen, href) for part in found.parts],
        all=href(None) if chosen else "",
    )


def named(part: Part) -> str:
    """What a part is called."""
    return label(part.label) if part.label else kinds().get(part.kind, part.kind)


def points_of(part: Part) -> int:
    """What counts for a place, else what only moves the balance."""
    return part.score or part.balance


def chosen_part(found: Breakdown, asked: Mapping[str, str]) -> Part | None:
    """The part that an address asks for: `?rule=deal_won`, `?kind=reversal`."""
    rule, kind = asked.get("rule"), asked.get("kind")
    return next((part for part in found.parts if part.rule == rule and (rule or part.kind == kind)), None) if rule or kind else None


def _bar(part: Part, most: int, chosen: Part | None, href: Href) -> dict[str, object]:
    points = points_of(part)
    return {
        "name": named(part),
        "points": formats.signed(points),
        "times": ngettext("{n} time", "{n} times", part.entries).format(n=formats.number(part.entries)),
        "share": round(100 * abs(points) / most, 1) if most else 0,
        "is_loss": points < 0,
        "is_chosen": part == chosen,
        "is_other": chosen is not None and part != chosen,
        "href": href(None if part == chosen else part),
    }
