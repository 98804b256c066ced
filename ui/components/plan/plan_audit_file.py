"""The audit of the plan as a table to take away."""

import datetime as dt
from collections.abc import Callable

from db.engine import Database
from services.access import Actor
from services.auditing.auditing import audit
from services.auditing.auditing_rules import Correlation, RuleAudit
from ui.downloads import Cell, csv_file
from ui.i18n import _, language


def audit_file(database: Database, from_on: dt.date, to_on: dt.date) -> Callable[[Actor], bytes]:
    """What makes the file, in the language of whoever looks now: a line for each rule, every number as a spreadsheet reads it."""
    header, spoken = _header(), language()

    def make(actor: Actor) -> bytes:
        found = audit(database, actor, from_on=from_on, to_on=to_on)
        return csv_file(header, (_row(rule, spoken) for rule in found.rules))

    return make


def _header() -> tuple[str, ...]:
    return (
        _("Rule"),
        _("Key"),
        _("Category"),
        _("Pays"),
        _("Times"),
        _("Points"),
        _("Share"),
        _("Paid"),
        _("Cut by a limit"),
        _("Windows of the limit"),
        _("Limit used up"),
        _("With revenue"),
        _("Pairs"),
        _("With buying again"),
        _("Pairs"),
    )


def _row(rule: RuleAudit, language: str) -> tuple[Cell, ...]:
    windows = (rule.windows.windows, rule.windows.full) if rule.windows else (None, None)
    return (
        rule.label.get(language, rule.key),
        rule.key,
        rule.category,
        rule.holders.value,
        rule.times,
        rule.points,
        None if rule.share is None else f"{rule.share:.4f}",
        rule.paid,
        rule.cut,
        *windows,
        *_side(rule.with_revenue),
        *_side(rule.with_return),
    )


def _side(found: Correlation | None) -> tuple[Cell, Cell]:
    if found is None:
        return None, None
    return None if found.value is None else f"{found.value:.4f}", found.pairs
