"""What the audit of the plan calls things, in the reader's language."""

from collections import Counter
from collections.abc import Sequence

from services.auditing.auditing_rules import Correlation, RuleAudit
from ui import formats
from ui.formats import MINUS
from ui.i18n import _, label

COLOURS = {
    "behaviour": "var(--cat-behaviour)",
    "outcome": "var(--cat-outcome)",
    "quality": "var(--cat-quality)",
    "team": "var(--cat-team)",
    "challenge": "var(--cat-challenge)",
    None: "var(--others)",
}


def categories() -> dict[str | None, str]:
    """The five categories, and what a rule is called that the plan has no more."""
    return {
        "behaviour": _("Behaviour"),
        "outcome": _("Outcome"),
        "quality": _("Quality"),
        "team": _("Team"),
        "challenge": _("Challenge"),
        None: _("No longer in the plan"),
    }


def names_of(rules: Sequence[RuleAudit]) -> list[str]:
    """What each rule is called; with its key where another is called the same."""
    named = [label(rule.label) for rule in rules]
    often = Counter(named)
    return [f"{name} ({rule.key})" if often[name] > 1 else name for name, rule in zip(named, rules, strict=True)]


def percent(share: float) -> str:
    """`53%`, `<1%` where it is something all the same."""
    whole = round(100 * share)
    return "<1%" if share > 0 and whole == 0 else f"{formats.number(whole)}%"


def coefficient(value: float) -> str:
    """`+0.87`, `−0.02`, `0.00`."""
    said = f"{value:+.2f}"
    return "0.00" if said in ("+0.00", "-0.00") else said.replace("-", MINUS)


def decimal(value: float) -> str:
    """One place, two below one."""
    return f"{value:,.1f}".replace("-", MINUS) if abs(value) >= 1 else f"{value:.2f}".replace("-", MINUS)


def why_none(found: Correlation) -> str:
    """Why there is no number."""
    return _("too few") if found.is_few else _("same for all")
