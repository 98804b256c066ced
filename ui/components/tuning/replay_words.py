"""What a replay comes to, in the reader's words."""

from decimal import Decimal

from services.tuning.tuning import Totals
from ui import formats
from ui.components.tuning.replay_summary import EMPLOYEES, Summary
from ui.formats import MINUS
from ui.i18n import _, ngettext


def loud(totals: Totals) -> str:
    """`+12,300 points`."""
    gained = totals.points_after - totals.points_before
    return formats.signed_points(gained) if gained else _("As many points")


def beside(totals: Totals, currency: str) -> str:
    """`+4%, +£1,230.00`; nothing where there is nothing to say."""
    gained = totals.points_after - totals.points_before
    money = totals.money_after - totals.money_before
    parts = [
        per_cent(gained, totals.points_before) if gained and totals.points_before > 0 else "",
        signed_money(money, currency) if money else "",
    ]
    return formats.listed(part for part in parts if part)


def per_cent(gained: int, before: int) -> str:
    """`+4%`, `−0.4%`; one place below ten, nothing where it is less than that."""
    exact = Decimal(100 * gained) / before
    rounded = exact.quantize(Decimal("0.1") if abs(exact) < 10 else Decimal(1))
    if not rounded:
        return ""
    whole = int(rounded) if rounded == int(rounded) else rounded
    return f"{formats.signed(whole)}%"


def signed_money(value: Decimal, currency: str) -> str:
    """`+£1,230.00`, `−£5.00`."""
    return (MINUS if value < 0 else "+") + formats.money(abs(value), currency)


def moves(found: Summary) -> str:
    """`31 people move up, 28 down; 4 levels change`."""
    board = found.views[EMPLOYEES]
    people = nobody_moves() if not board.up + board.down else up_and_down(board.up, board.down)
    if not found.level_count:
        return people
    levels = ngettext("{n} level or tier changes", "{n} levels or tiers change", found.level_count).format(
        n=formats.number(found.level_count)
    )
    return _("{people}; {levels}").format(people=people, levels=levels)


def nobody_moves() -> str:
    return _("Nobody’s rank changes")


def up_and_down(up: int, down: int) -> str:
    first = ngettext("{n} person moves up", "{n} people move up", up).format(n=formats.number(up))
    return _("{up}, {down} down").format(up=first, down=formats.number(down))


def what_was_replayed(found: Summary, days: str) -> str:
    """`1 Jan – 31 Mar 2026 · 12,345 activities, compared with version 3`."""
    text = ngettext(
        "{days} · {n} activity, compared with version {v}", "{days} · {n} activities, compared with version {v}", found.activities
    )
    return text.format(days=days, n=formats.number(found.activities), v=found.version)
