"""What stands out in the audit of the plan, as sentences: what a manager may want to change first."""

from collections import Counter
from collections.abc import Iterator

from scoring.plan import HolderKind, Window
from services.auditing.auditing import PlanAudit
from services.auditing.auditing_rules import RuleAudit
from ui import formats
from ui.components.plan.plan_audit_words import coefficient, percent
from ui.i18n import _, label, ngettext

MOST_OF_ALL = 0.5
AGAINST = -0.3
"""From here down points and sales go against each other."""
WORTH_SAYING = 0.05
"""The share of all points from which on a rule's correlation is worth a sentence."""
NAMED = 5


def findings(found: PlanAudit) -> list[str]:
    """Sentences, the gravest first; empty where nothing stands out."""
    return [*_idle(found), *_full(found), *_everything(found), *_living(found), *_against(found)]


def _idle(found: PlanAudit) -> Iterator[str]:
    idle = [label(rule.label) for rule in found.rules if rule.paid_nobody]
    if idle:
        yield ngettext("{rules} paid nobody in this period", "{n} rules paid nobody in this period: {rules}", len(idle)).format(
            n=len(idle), rules=formats.listed(idle)
        )


def _full(found: PlanAudit) -> Iterator[str]:
    for rule in found.rules:
        if rule.windows and rule.windows.is_nearly_always:
            text = _("{rule} nearly always reaches its {limit}: {full} of {n} times")
            yield text.format(
                rule=label(rule.label),
                limit=limits()[rule.windows.per],
                full=formats.number(rule.windows.full),
                n=formats.number(rule.windows.windows),
            )


def limits() -> dict[str, str]:
    return {
        Window.DAY: _("daily limit"),
        Window.WEEK: _("weekly limit"),
        Window.MONTH: _("monthly limit"),
        Window.QUARTER: _("quarterly limit"),
        Window.YEAR: _("yearly limit"),
        Window.ALL: _("limit for ever"),
    }


def _everything(found: PlanAudit) -> Iterator[str]:
    """Of one rule alone more than half; where there is only one, that is no news."""
    staff = employees_rules(found)
    if len(staff) > 1 and (staff[0].share or 0) > MOST_OF_ALL:
        text = _("More than half of all points come from one rule: {rule}, {share}")
        yield text.format(rule=label(staff[0].label), share=percent(staff[0].share or 0))


def _living(found: PlanAudit) -> Iterator[str]:
    if found.one_rule:
        n = len(found.one_rule)
        rules = Counter(label(one.label) for one in found.one_rule).most_common(NAMED)
        said = formats.listed(_("{rule} {n}").format(rule=rule, n=formats.number(count)) for rule, count in rules)
        yield ngettext(
            "{n} person lives on one rule, with more than 80% of their points: {rules}",
            "{n} people live on one rule, with more than 80% of their points: {rules}",
            n,
        ).format(n=formats.number(n), rules=said)


def _against(found: PlanAudit) -> Iterator[str]:
    for rule in employees_rules(found):
        value = rule.with_revenue.value if rule.with_revenue else None
        if value is not None and value <= AGAINST and (rule.share or 0) >= WORTH_SAYING:
            text = _("Who has more points by {rule} sells less: rank correlation {value}")
            yield text.format(rule=label(rule.label), value=coefficient(value))


def employees_rules(found: PlanAudit) -> list[RuleAudit]:
    """The rules that pay employees, by points."""
    return [rule for rule in found.rules if rule.holders is HolderKind.EMPLOYEE]
