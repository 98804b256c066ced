"""The numbers behind the pictures of the audit, rule by rule."""

from scoring.plan import HolderKind
from services.auditing.auditing import PlanAudit
from services.auditing.auditing_rules import Correlation, RuleAudit
from ui import formats
from ui.components.plan.plan_audit_words import categories, coefficient, names_of, percent, why_none
from ui.i18n import _, ngettext
from ui.rendering import rendered


def numbers_html(found: PlanAudit) -> str:
    """A table with a line for each rule."""
    words = categories()
    rows = [
        {
            "name": name,
            "about": _about(rule, words[rule.category]),
            "note": _("switched off") if rule.is_off else "",
            "times": formats.number(rule.times),
            "points": formats.number(rule.points),
            "share": percent(rule.share) if rule.share is not None else "–",
            "paid": formats.number(rule.paid),
            "cut": formats.number(rule.cut),
            "full": _("{full} of {n}").format(full=formats.number(rule.windows.full), n=formats.number(rule.windows.windows))
            if rule.windows
            else "–",
            "revenue": _told(rule.with_revenue),
            "again": _told(rule.with_return),
        }
        for name, rule in zip(names_of(found.rules), found.rules, strict=True)
    ]
    return rendered("plan_audit_rules.html", rows=rows, notes=_meanings())


def _meanings() -> tuple[str, ...]:
    """What the columns count."""
    return (
        _("Points are net of what was taken back. Shares are of what all rules gave employees, or customers."),
        _("Cut by a limit: awards that a limit made smaller; what it refused whole leaves no entry."),
        _(
            "Limit used up: of the days, weeks or other spans in which somebody earned by the rule, how many were full. Limits of once are left out."
        ),
        _("With buying again: compared with the share of an employee’s customers who bought from them on two days or more."),
    )


def _about(rule: RuleAudit, category: str) -> str:
    """Its category, and that it pays customers, where it does."""
    return category if rule.holders is HolderKind.EMPLOYEE else _("{category} · pays customers").format(category=category)


def _told(side: Correlation | None) -> dict[str, str]:
    """A correlation and its pairs."""
    if side is None:
        return {"value": "–", "pairs": ""}
    value = why_none(side) if side.value is None else coefficient(side.value)
    return {"value": value, "pairs": ngettext("{n} pair", "{n} pairs", side.pairs).format(n=formats.number(side.pairs))}
