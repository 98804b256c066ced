"""Whom the plan serves, as numbers beside each other."""

from services.auditing.auditing import PlanAudit
from ui import formats
from ui.components.plan.plan_audit_words import decimal
from ui.components.tiles import Tile, in_a_row
from ui.i18n import _, ngettext


def tiles_html(found: PlanAudit) -> str:
    """Concentration, who can still win, newcomers and old hands."""
    return in_a_row([_gini(found), _top_ten(found), *_new_and_old(found)])


def _gini(found: PlanAudit) -> Tile | None:
    spread = found.concentration
    if spread is None:
        return None
    below = ngettext("{n} score below zero counts as 0", "{n} scores below zero count as 0", spread.below_zero).format(n=spread.below_zero)
    more = _("0: all have the same; 1: one person has everything")
    return Tile(_("Concentration (Gini)"), f"{spread.gini:.2f}", formats.sentences(more, below) if spread.below_zero else more)


def _top_ten(found: PlanAudit) -> Tile | None:
    if found.top_ten is None:
        return None
    top, others = found.top_ten, found.top_ten.people - found.top_ten.inside
    if not others:
        return Tile(_("Can still reach the top ten"), formats.number(0), _("Everyone stands in it"))
    text = ngettext(
        "of {others} outside it, if they match their best {n} day of the last 90",
        "of {others} outside it, if they match their best {n} days of the last 90",
        top.days,
    )
    return Tile(_("Can still reach the top ten"), formats.number(top.can), text.format(others=formats.number(others), n=top.days))


def _new_and_old(found: PlanAudit) -> list[Tile]:
    if found.new_and_old is None:
        return []
    both = found.new_and_old
    groups = ((_("Newcomers, 90 days or less"), both.newcomers), (_("Old hands"), both.old_hands))
    return [
        Tile(
            name,
            _("{points} a day").format(points=decimal(group.per_day)) if group.per_day is not None else "–",
            ngettext(
                "median of {n} person; {top} of the {all} in the top quarter",
                "median of {n} people; {top} of the {all} in the top quarter",
                group.people,
            ).format(n=formats.number(group.people), top=formats.number(group.in_top), all=formats.number(both.top)),
        )
        for name, group in groups
    ]
