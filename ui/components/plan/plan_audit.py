"""The audit of the plan as a page shows it: each question with one picture and one sentence; kept with the audit that it was made of."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any

import polars as pl

from services.auditing.auditing import PlanAudit
from services.auditing.auditing_rules import ENOUGH_PAIRS, RuleAudit
from ui import charts_of_audit as charts
from ui import formats
from ui.charts_of_audit import CurveWords, DotWords, ShareWords
from ui.components.heading import heading_html
from ui.components.plan.plan_audit_findings import employees_rules, findings
from ui.components.plan.plan_audit_numbers import numbers_html
from ui.components.plan.plan_audit_tiles import tiles_html
from ui.components.plan.plan_audit_words import COLOURS, categories, coefficient, names_of, percent
from ui.i18n import _, label, ngettext
from ui.rendering import rendered
from ui.theme import MINE, themed, with_data

Href = Callable[[str], str]
"""Where the entries of the employee with a code are shown."""
REVENUE_SHAPE, RETURN_SHAPE = "circle", "diamond"
MOST_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of the page. top: its question and finding, as HTML; document: its chart, None where there is nothing to draw; alt: the chart in words."""

    top: str
    document: dict[str, Any] | None
    alt: str
    beneath: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything that the page shows of an audit."""

    findings: str
    shares: Picture
    correlations: Picture
    spread: Picture
    numbers: str


def drawn(found: PlanAudit, href: Href) -> Drawn:
    """The audit in the reader's language."""
    return Drawn(_findings(found, href), _shares(found), _correlations(found), _spread(found), numbers_html(found))


def _findings(found: PlanAudit, href: Href) -> str:
    people = [
        {
            "name": one.name,
            "href": href(one.code),
            "said": _("{rule}: {points} of {whole} points").format(
                rule=label(one.label), points=formats.number(one.points), whole=formats.number(one.whole)
            ),
        }
        for one in found.one_rule[:MOST_PEOPLE]
    ]
    more = len(found.one_rule) - len(people)
    left_out = ngettext("and {n} more", "and {n} more", more).format(n=formats.number(more)) if more else ""
    return rendered("plan_audit_findings.html", findings=findings(found), people=people, more=left_out)


# what the points are for ----------------------------------------------------------------------------------------------------------


def _shares(found: PlanAudit) -> Picture:
    rules = [rule for rule in employees_rules(found) if rule.times]
    names, words = names_of(rules), categories()
    if not rules:
        said = _("No rule has given employees points in this period.")
        return Picture(_question(_("What do the points pay for?"), said), None, "")
    frame = pl.DataFrame(
        {
            "rule": names,
            "category": [words[rule.category] for rule in rules],
            "share": [100 * (rule.share or 0) for rule in rules],
            "said": [percent(rule.share or 0) for rule in rules],
            "points": [formats.number(rule.points) for rule in rules],
        }
    )
    used = dict.fromkeys(rule.category for rule in rules)
    legend = tuple((words[key], COLOURS[key]) for key in words if key in used)
    spoken = ShareWords(_("Rule"), _("Category"), _("Points"), _("Share of all points"), legend)
    document = _shares_chart(spoken, tuple(names), max(1, ceil(max(100 * (rule.share or 0) for rule in rules))))
    alt = _("Share of all points by rule: {list}").format(
        list=formats.listed(f"{n} {percent(r.share or 0)}" for n, r in zip(names, rules, strict=True))
    )
    return Picture(_question(_("What do the points pay for?"), _by_category(rules)), with_data(document, **{charts.SHARES: frame}), alt)


def _by_category(rules: list[RuleAudit]) -> str:
    """The categories' shares, the greatest first."""
    words = categories()
    sums: dict[str, float] = {}
    for rule in rules:
        sums[words[rule.category]] = sums.get(words[rule.category], 0) + (rule.share or 0)
    ordered = sorted(sums.items(), key=lambda pair: -pair[1])
    return formats.listed(f"{name} {percent(share)}" for name, share in ordered)


# what goes with sales -------------------------------------------------------------------------------------------------------------


def _correlations(found: PlanAudit) -> Picture:
    rules = [rule for rule in employees_rules(found) if rule.times]
    named = dict(zip((rule.key for rule in rules), names_of(rules), strict=True))
    measures = ((_("Revenue"), MINE, REVENUE_SHAPE), (_("Customers who buy again"), COLOURS["quality"], RETURN_SHAPE))
    sides = [(rule, measures[0][0], rule.with_revenue) for rule in rules] + [(rule, measures[1][0], rule.with_return) for rule in rules]
    known = [(rule, measure, side, side.value) for rule, measure, side in sides if side is not None and side.value is not None]
    shown = [named[rule.key] for rule in rules if any(rule is one for one, *_ in known)]
    top = _question(_("Do points go with sales?"), _strongest(rules))
    beneath = rendered("note.html", parts=[*_left_out(rules), _method(rules)]) if rules else ""
    if not known:
        return Picture(top, None, "", beneath)
    columns = [(named[rule.key], measure, value, coefficient(value), formats.number(side.pairs)) for rule, measure, side, value in known]
    schema = {"rule": pl.String, "measure": pl.String, "value": pl.Float64, "said": pl.String, "pairs": pl.String}
    frame = pl.DataFrame(columns, schema=schema, orient="row")
    spoken = DotWords(_("Rule"), _("Goes with"), _("Rank correlation"), _("Pairs"), measures)
    alt = _("Rank correlation by rule: {list}").format(
        list=formats.listed(f"{name}, {measure} {said}" for name, measure, _v, said, _n in columns)
    )
    return Picture(top, with_data(_correlations_chart(spoken, tuple(shown)), **{charts.CORRELATIONS: frame}), alt, beneath)


def _strongest(rules: list[RuleAudit]) -> str:
    """Which rule goes most with revenue, and which least."""
    known = [(rule.with_revenue.value, rule) for rule in rules if rule.with_revenue and rule.with_revenue.value is not None]
    if not known:
        return _("There are too few sales or too few people to tell yet.")
    most, least = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
    said = _("Goes most with revenue: {rule} ({value})").format(rule=label(most[1].label), value=coefficient(most[0]))
    if len(known) == 1:
        return said
    return formats.sentences(
        said, _("Goes least with it: {rule} ({value})").format(rule=label(least[1].label), value=coefficient(least[0]))
    )


def _left_out(rules: list[RuleAudit]) -> list[str]:
    """Rules without a number, and why."""
    few = [label(rule.label) for rule in rules if _is_missing(rule, is_few=True)]
    same = [label(rule.label) for rule in rules if _is_missing(rule, is_few=False)]
    texts = []
    if few:
        texts.append(_("Fewer than {n} pairs: {rules}").format(n=ENOUGH_PAIRS, rules=formats.listed(few)))
    if same:
        texts.append(_("The same for all, so nothing to compare: {rules}").format(rules=formats.listed(same)))
    return texts


def _is_missing(rule: RuleAudit, *, is_few: bool) -> bool:
    sides = (rule.with_revenue, rule.with_return)
    return any(side is not None and side.value is None and side.is_few is is_few for side in sides)


def _method(rules: list[RuleAudit]) -> str:
    pairs = max((rule.with_revenue.pairs for rule in rules if rule.with_revenue), default=0)
    text = ngettext(
        "Spearman’s rank correlation over {n} employee: +1 is the same order, −1 the opposite. It tells what goes together, not what causes what.",
        "Spearman’s rank correlation over {n} employees: +1 is the same order, −1 the opposite. It tells what goes together, not what causes what.",
        pairs,
    )
    return text.format(n=formats.number(pairs))


# whom the plan serves -------------------------------------------------------------------------------------------------------------


def _spread(found: PlanAudit) -> Picture:
    spread = found.concentration
    tiles = tiles_html(found)
    if spread is None:
        return Picture(_question(_("Whom does the plan serve?"), _("Nobody has points in this period.")), None, "", tiles)
    frame = pl.DataFrame(
        [(100 * x, 100 * y, 100 * x) for x, y in spread.curve], schema=dict.fromkeys(("people", "points", "even"), pl.Float64), orient="row"
    )
    words = CurveWords(_("% of the people, those with least first"), _("% of the points"))
    said = _("The best tenth have {share} of the points").format(share=percent(spread.top_tenth))
    alt = _("How the points are spread: {said}; Gini {gini}").format(said=said, gini=f"{spread.gini:.2f}")
    top = _question(_("Whom does the plan serve?"), formats.sentences(said))
    return Picture(top, with_data(_curve_chart(words), **{charts.CURVE: frame}), alt, tiles)


# the documents, which many audits have in common ----------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _shares_chart(words: ShareWords, rules: tuple[str, ...], most: float) -> dict[str, Any]:
    return themed(charts.shares(words, rules, most))


@lru_cache(maxsize=256)
def _correlations_chart(words: DotWords, rules: tuple[str, ...]) -> dict[str, Any]:
    return themed(charts.correlations(words, rules))


@lru_cache(maxsize=8)
def _curve_chart(words: CurveWords) -> dict[str, Any]:
    return themed(charts.curve(words))


def _question(title: str, finding: str) -> str:
    return heading_html(title) + rendered("plan_audit_said.html", text=finding)
