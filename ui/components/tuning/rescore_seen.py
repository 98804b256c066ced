"""What scoring a period again changes: points, money, and whose score; before it is done and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.access import Act, Reach
from services.tuning.tuning import Totals
from ui import formats
from ui.components import links
from ui.components.frame import note_html
from ui.components.heading import heading_html
from ui.components.tiles import Tile, in_a_row
from ui.components.tuning.replay_words import beside, loud
from ui.i18n import _, label, ngettext
from ui.reading import Here
from ui.rendering import rendered
from ui.sign_in import Viewer

AT_ONCE, MOST = 20, 200
EMPLOYEE = "employee"


@dataclass(frozen=True, slots=True)
class Moved:
    """Whose score of the period is another. kind: employee, customer."""

    kind: str
    code: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A rescore in short. moved: the first of `employees` and `customers`, who moves most first; entries: differences to post.

    campaigns: those that pay more or less, with their key, label and by how many points.
    """

    activities: int
    entries: int
    employees: int
    customers: int
    totals: Totals
    moved: tuple[Moved, ...]
    campaigns: tuple[tuple[str, dict[str, str], int], ...]

    @property
    def is_nothing(self) -> bool:
        return not self.entries and not self.campaigns


def seen_of(answer: Mapping[str, Any]) -> Seen:
    """What a rescore or its preview has answered, in short."""
    everybody = [Moved(h["kind"], h["code"], h["name"], h["score_before"], h["score_after"]) for h in answer["holders"]]
    everybody.sort(key=lambda one: (-abs(one.after - one.before), one.kind != EMPLOYEE, one.code))
    staff, totals = sum(one.kind == EMPLOYEE for one in everybody), answer["totals"]
    money = Decimal(totals["money_before"]), Decimal(totals["money_after"])
    return Seen(
        answer["activities"],
        answer["entries"],
        staff,
        len(everybody) - staff,
        Totals(totals["points_before"], totals["points_after"], 0, 0, *money),
        tuple(everybody[:MOST]),
        tuple((one["key"], one["label"], one["points"]) for one in answer["campaigns"]),
    )


def seen_html(found: Seen, here: Here, days: str) -> str:
    """What it comes to. days: the period in words."""
    return _top(found, here, days) + _tiles(found, here) + campaigns_html(found)


def campaigns_html(found: Seen) -> str:
    """`Campaigns: Spring +120, Gifts −40`; empty text where each pays as before."""
    said = [f"{label(names) or key} {formats.signed(points)}" for key, names, points in found.campaigns]
    return note_html(_("What campaigns pay: {list}").format(list=formats.listed(said))) if said else ""


def _top(found: Seen, here: Here, days: str) -> str:
    gained = found.totals.points_after - found.totals.points_before
    scored = ngettext("{days} · {n} activity scored again", "{days} · {n} activities scored again", found.activities)
    return rendered(
        "replay_top.html",
        loud=loud(found.totals),
        direction="up" if gained > 0 else "down" if gained < 0 else "same",
        beside=beside(found.totals, here.currency),
        moves=_("{who} get another score").format(who=people(found)) if found.moved else _("Nobody’s score changes"),
        about=scored.format(days=days, n=formats.number(found.activities)),
    )


def people(found: Seen) -> str:
    """`12 employees, 3 customers`."""
    staff = ngettext("{n} employee", "{n} employees", found.employees).format(n=formats.number(found.employees))
    customers = ngettext("{n} customer", "{n} customers", found.customers).format(n=formats.number(found.customers))
    return formats.listed(text for text, count in ((staff, found.employees), (customers, found.customers)) if count)


def _tiles(found: Seen, here: Here) -> str:
    totals, before = found.totals, _("before: {value}")
    money = [formats.money(value, here.currency) for value in (totals.money_before, totals.money_after)]
    return in_a_row(
        [
            Tile(_("Points"), formats.number(totals.points_after), before.format(value=formats.number(totals.points_before))),
            Tile(_("Money"), money[1], before.format(value=money[0])) if totals.money_before or totals.money_after else None,
            Tile(_("Entries"), formats.number(found.entries), _("one for each award that differs")),
        ]
    )


def moved_html(me: Viewer, found: Seen, when: Mapping[str, str | None]) -> str:
    """Whose score changes, from and to; each leads to the entries, as far as the reader goes there. when: the period as the address names it."""
    if not found.moved:
        return ""
    lines = [_line(me, one, when) for one in found.moved]
    more = found.employees + found.customers - len(lines)
    return heading_html(_("Whose score changes")) + rendered(
        "rescore_moved.html",
        first=lines[:AT_ONCE],
        rest=lines[AT_ONCE:],
        more=ngettext("and {n} more", "and {n} more", more).format(n=formats.number(more)) if more else "",
    )


def _line(me: Viewer, one: Moved, when: Mapping[str, str | None]) -> dict[str, str]:
    gained = one.after - one.before
    is_near = one.kind != EMPLOYEE or me.actor.reach(Act.READ_POINTS) > Reach.OWN
    return {
        "name": one.name,
        "href": links.to("entries", **{one.kind: one.code}, **when) if is_near else "",
        "about": "" if one.kind == EMPLOYEE else _("Customer"),
        "scores": f"{formats.number(one.before)} → {formats.number(one.after)}",
        "gained": formats.signed(gained),
        "tone": "up" if gained > 0 else "down",
    }
