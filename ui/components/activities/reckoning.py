"""A reckoning as a small table: from the units over weights and rounding to the points, each step a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ui import formats
from ui.i18n import _, ngettext
from ui.reading import Here

Document = dict[str, Any]
EARNED = ("given", "cut", "limit", "budget", "cooldown")


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the table. is_sum: what the lines above come to; is_cut: it took something away."""

    name: str
    value: str
    is_sum: bool = False
    is_cut: bool = False


def steps(reckoning: Document | None, here: Here) -> tuple[Step, ...]:
    """The lines of a reckoning, as `services/explanations/reckonings.py` makes it; none where there is none to tell."""
    if reckoning is None:
        return ()
    if reckoning["condition"]:
        return tuple(_condition(reckoning["condition"]))
    if reckoning["outcome"] == "not_active" or reckoning["exact"] is None:
        return ()
    product, more = [*_factors(reckoning, here)], [*_bounds(reckoning)]
    comes_to = Step(_("Comes to"), formats.exact(reckoning["exact"]), is_sum=True)
    if reckoning["outcome"] not in EARNED:
        return (*product, comes_to, *more)
    more += [*_share(reckoning), *_limits(reckoning), *_budgets(reckoning)]
    points = Step(_("Points"), formats.signed(reckoning["points"]), is_sum=True)
    return (*product, comes_to, *more, points) if more else (*product, points)


def version(reckoning: Document | None) -> str:
    """Which rule of which version it was, for the head of the table."""
    if reckoning is None:
        return ""
    return _("{rule} · plan version {n}").format(rule=reckoning["label"], n=reckoning["plan_version"])


def _condition(condition: Document) -> Iterator[Step]:
    yield Step(_("{field}, wanted").format(field=condition["label"]), condition["wanted"])
    if condition["found"] is not None:
        yield Step(_("{field}, found").format(field=condition["label"]), condition["found"])


def _factors(reckoning: Document, here: Here) -> Iterator[Step]:
    if reckoning["of"] is not None:
        if reckoning["value"] is not None:
            yield Step(_headed(reckoning["of_label"]), _measured(reckoning["of"], reckoning["value"], here))
        whole = _("Whole units of {per}").format(per=_measured(reckoning["of"], reckoning["per"], here))
        yield Step(whole, formats.number(reckoning["times"]))
    yield Step(_("Points for each") if reckoning["of"] else _("Points of the rule"), _factor(reckoning, "points_each"))
    yield Step(_("Weight of the rule"), _times(reckoning["rule_weight"]))
    yield Step(_("Weight of the category"), _times(reckoning["category_weight"]))
    for campaign in reckoning["campaigns"]:
        yield Step(_("Campaign {name}").format(name=campaign["label"]), _times(campaign["multiply"]))


def _headed(text: str) -> str:
    return text[:1].upper() + text[1:]


def _factor(reckoning: Document, name: str) -> str:
    """The first factor stands alone; one that follows is multiplied."""
    return ("× " if reckoning["of"] else "") + formats.number(reckoning[name])


def _times(decimal: str) -> str:
    return f"× {formats.exact(decimal)}"


def _measured(field: str, decimal: str, here: Here) -> str:
    return formats.money(decimal, here.currency) if field == "amount" else formats.exact(decimal)


def _bounds(reckoning: Document) -> Iterator[Step]:
    if Decimal(reckoning["exact"]) != reckoning["rounded"]:
        yield Step(_("Rounded"), formats.number(reckoning["rounded"]))
    if reckoning["clamped"] != reckoning["rounded"]:
        is_less = abs(reckoning["clamped"]) < abs(reckoning["rounded"])
        yield Step(
            _("At most, by the rule") if is_less else _("At least, by the rule"), formats.number(reckoning["clamped"]), is_cut=is_less
        )


def _share(reckoning: Document) -> Iterator[Step]:
    among = reckoning["shared_among"]
    if among is not None:
        shared = ngettext("Divided among {n} in the team", "Divided among {n} in the team", among).format(n=formats.number(among))
        yield Step(shared, formats.number(reckoning["proposed"]))


def _budgets(reckoning: Document) -> Iterator[Step]:
    """Budgets that left less than there would have been, or nothing."""
    for budget in reckoning["budgets"]:
        if budget["cut"] or budget["over"]:
            name = _("Budget of {campaign}: {used} of {budget} points used before").format(
                campaign=budget["label"], used=formats.number(budget["used"]), budget=formats.number(budget["budget"])
            )
            yield Step(name, _("leaves {n}").format(n=formats.number(budget["pays"])), is_cut=True)


def _limits(reckoning: Document) -> Iterator[Step]:
    if reckoning["outcome"] == "cooldown":
        yield Step(_("Too soon: {n} hours must lie between").format(n=formats.exact(reckoning["cooldown_hours"])), "0", is_cut=True)
    for limit in reckoning["limits"]:
        name = _("Limit: {limit}, {n} used before").format(limit=limit["explanation"], n=formats.number(limit["used"]))
        yield Step(
            name, _("leaves {n}").format(n=formats.number(limit["lets_through"])) if limit["cut"] else _("not reached"), is_cut=limit["cut"]
        )
