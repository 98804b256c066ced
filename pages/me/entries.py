"""Entries: the ledger of one holder, what it comes to, and why each line stands in it."""

import streamlit as st

from scoring.periods import PeriodKind
from scoring.plan import HolderKind
from services.access import Act
from services.errors import Forbidden, Refusal
from ui.components.entries import entries_ledger
from ui.components.entries.days import Narrowed, narrowed
from ui.components.entries.entries_file import entries_file
from ui.components.frame import empty, masthead, refused, wrong
from ui.components.paging import more
from ui.components.period_picker import calendar
from ui.data import database
from ui.downloads import download
from ui.i18n import _
from ui.permission import allowed
from ui.reading import here
from ui.rendering import put

me = allowed(Act.READ_POINTS)
now = here(me)


def asked() -> tuple[HolderKind, str] | None:
    """Whose entries the address asks for, else the reader's own; None where they have none."""
    customer, employee = st.query_params.get("customer"), st.query_params.get("employee") or me.employee
    if customer:
        return HolderKind.CUSTOMER, customer
    return (HolderKind.EMPLOYEE, employee) if employee else None


def ledger(whose: HolderKind, code: str) -> None:
    """The entries of somebody who is in reach."""
    shown = narrowed(me, calendar(me, now))
    found = entries_ledger.ledger(me, now, entries_ledger.asked(whose, code, shown, st.query_params.to_dict()))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="entries_top"):
        put(found.who)
        download("entries_file", _("Download"), f"entries-{code}.csv", entries_file(database(), whose, code, found.wanted, now))
    put(shown.line + found.lines)
    if not found.lines:
        return nothing(shown, found.is_me)
    more("entries", _("Earlier entries"), there_are=found.has_more)


def nothing(shown: Narrowed, is_me: bool) -> None:
    """There are no entries in a period, or none that count where the list is narrowed."""
    if shown.by:
        return empty(_("Nothing here counts for that"), _("Take back what narrows the list, or look at other days."))
    if shown.stretch.kind is not PeriodKind.ALL:
        return empty(_("No entries in this period"), _("Step back to an earlier one, or look at all time."))
    if is_me:
        return empty(
            _("Nothing here yet"),
            _("Each activity that earns you points stands here, with the reason why."),
            act=_("Record an activity"),
            path="me/record.py",
        )
    empty(_("Nothing here yet"), _("Each activity that earns points stands here, with the reason why."))


whose = asked()
if whose is None:
    masthead(_("Entries"))
    empty(
        _("Whose entries?"),
        _("You are not linked to an employee, so you have none of your own. Choose somebody on the leaderboard."),
        act=_("See the leaderboard"),
        path="team/leaderboard.py",
    )
else:
    try:
        ledger(*whose)
    except Forbidden as refusal:
        refused(refusal)
    except Refusal as refusal:
        wrong(refusal)
