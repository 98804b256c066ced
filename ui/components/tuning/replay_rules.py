"""What each rule gives before and after, and whose level or tier would be another."""

from collections.abc import Mapping
from typing import Any

from scoring.plan import HolderKind
from scoring.plan_reading import read_plan
from scoring.scoring import is_on
from ui import formats
from ui.components.tuning.replay_summary import Flip, RuleMoved, Summary
from ui.i18n import _, label, ngettext
from ui.reading import tier_label
from ui.rendering import rendered

LEVELS_AT_ONCE = 10
Document = Mapping[str, Any]


def rules_html(found: Summary, document: Document, published: Document) -> str:
    """A bar before and one after for each rule, in the order of the draft; what is new, removed, switched off or on is marked."""
    most = max((abs(value) for rule in found.rules for value in rule.points), default=0) or 1
    would, was = _switches(document), _switches(published)
    return rendered("replay_rules.html", rules=[_rule(rule, most, was.get(rule.key), would.get(rule.key)) for rule in found.rules])


def _switches(document: Document) -> dict[str, bool]:
    """By key, whether a rule is on. It is a plan, else it could not have been replayed."""
    plan = read_plan(document)
    return {rule.key: is_on(rule, plan) for rule in plan.rules}


def _rule(rule: RuleMoved, most: int, was: bool | None, would: bool | None) -> dict[str, object]:
    """was, would: whether it is on before and after, None where it is not in the plan."""
    before, after = rule.points
    gained = after - before
    mark, tone = _mark(was, would)
    return {
        "name": label(rule.label) or rule.key,
        "mark": mark,
        "tone": tone,
        "before": formats.number(before),
        "after": formats.number(after),
        "widths": [round(100 * abs(value) / most, 1) for value in rule.points],
        "gained": formats.signed(gained),
        "direction": "up" if gained > 0 else "down" if gained < 0 else "same",
        "about": _about(rule),
    }


def _mark(was: bool | None, would: bool | None) -> tuple[str, str]:
    """What became of a rule, and the tone of it; nothing where it is on as it was."""
    if would is None:
        return _("removed"), "bad"
    if not would:
        return _("switched off"), "bad" if was else ""
    if was is None:
        return _("new rule"), "good"
    return ("", "") if was else (_("switched on"), "good")


def _about(rule: RuleMoved) -> str:
    """`120 → 140 times; 12 → 3 cut by a limit`."""
    times = _("{before} times").format(before=_from_to(rule.awards))
    cut = _("{before} cut by a limit").format(before=_from_to(rule.cut)) if any(rule.cut) else ""
    return formats.listed(part for part in (times, cut) if part)


def _from_to(pair: tuple[int, int]) -> str:
    before, after = map(formats.number, pair)
    return before if pair[0] == pair[1] else f"{before} → {after}"


def levels_html(found: Summary, document: Document) -> str:
    """Whose level or tier would be another; empty text where nobody's is."""
    if not found.level_count:
        return ""
    names = _labels(document)
    lines = [_flip(one, names) for one in found.levels]
    more = found.level_count - len(lines)
    return rendered(
        "replay_levels.html",
        title=ngettext("{n} level or tier changes", "{n} levels or tiers change", found.level_count).format(
            n=formats.number(found.level_count)
        ),
        first=lines[:LEVELS_AT_ONCE],
        rest=lines[LEVELS_AT_ONCE:],
        more=ngettext("and {n} more", "and {n} more", more).format(n=formats.number(more)) if more else "",
    )


def _labels(document: Document) -> dict[tuple[str, str], Mapping[str, str]]:
    """What the draft calls its levels and tiers; it is a plan, else it could not have been replayed."""
    tiers = read_plan(document).tiers
    return {(kind.value, tier.key): tier.label for kind in HolderKind for tier in tiers.get(kind, ())}


def _flip(one: Flip, names: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[str, str]:
    kinds = {"employee": _("Employee"), "customer": _("Customer")}
    before = tier_label(one.before) if one.before else _("none")
    after = (label(names.get((one.kind, one.after), {})) or tier_label(one.after)) if one.after else _("none")
    return {"name": one.name, "about": kinds[one.kind], "change": f"{before} → {after}"}
