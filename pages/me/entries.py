"""Entries: the ledger of one holder, what it comes to, and why each line stands in it."""

import datetime as dt

import streamlit as st

from scoring.periods import PeriodKind, day_date
from scoring.plan import HolderKind
from services.access import Act
from services.boards.breaking_down import Part
from services.boards.standings import Measure, Subject
from services.errors import Forbidden, Refusal
from ui import formats
from ui.components import links, standing
from ui.components.entries import alone, entries
from ui.components.entries_file import entries_file
from ui.components.frame import empty, masthead, refused, wrong
from ui.components.made_of import chosen_part, made_of
from ui.components.paging import more, paged
from ui.components.period_picker import Calendar, Picked, period_picker
from ui.data import database
from ui.downloads import download
from ui.i18n import _, language
from ui.permission import allowed
from ui.reading import here, ranked
from ui.reading_mine import Filter, breakdown, entry, entry_page, holder, holdings
from ui.rendering import put

KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.ALL)

KEPT = ("employee", "customer", "period", "on", "rule", "kind")
"""What of its address the page keeps when it shows how an entry was reckoned."""

me = allowed(Act.READ_POINTS)
now = here(me)


def asked() -> tuple[HolderKind, str] | None:
    """Whose entries the address asks for, else the reader's own; None where they have none."""
    customer, employee = st.query_params.get("customer"), st.query_params.get("employee") or me.employee
    if customer:
        return HolderKind.CUSTOMER, customer
    return (HolderKind.EMPLOYEE, employee) if employee else None


def calendar() -> Calendar:
    """What there is to pick from."""
    board = ranked(me, now.today, subject=Subject.EMPLOYEES, period=PeriodKind.ALL, on=now.today, measure=Measure.TOTAL, team=None)
    return Calendar(now.today, now.first_weekday, board.earliest_on or dt.date(now.today.year, 1, 1))


def days(picked: Picked) -> Filter:
    """The entries of a period."""
    if picked.period.kind is PeriodKind.ALL:
        return Filter()
    return Filter(day_date(picked.period.start), day_date(picked.period.end))


def href(part: Part | None) -> str:
    """This page with the entries of one part alone."""
    kept = {name: value for name, value in st.query_params.items() if name in ("employee", "customer", "period", "on")}
    narrowed = {"rule": part.rule} if part and part.rule else {"kind": part.kind} if part else {}
    return links.to("entries", **kept, **narrowed)


def whole(number: int) -> str:
    """This page as it is, with how one entry was reckoned."""
    return links.to("entries", **{name: st.query_params.get(name) for name in KEPT}, entry=str(number))


def ledger(whose: HolderKind, code: str) -> None:
    """The entries of somebody who is in reach."""
    balance = holdings(me, now.today, whose, code).balance  # refused before a name is shown
    found = holder(me, whose, code)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="entries_top"):
        put(standing.who(found.name, found.within, is_me=found.is_me))
        offer = st.container(width="content")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        picked = period_picker("entries", calendar(), kinds=KINDS, default=PeriodKind.ALL)
    of_days = days(picked)
    sums = breakdown(me, whose, code, of_days)
    chosen = chosen_part(sums, st.query_params.to_dict())
    wanted = Filter(of_days.from_on, of_days.to_on, chosen.rule if chosen else None, chosen.kind if chosen else None)
    with offer:
        download("entries_file", _("Download"), f"entries-{code}.csv", entries_file(database(), whose, code, wanted, now))
    if not sums.entries:
        return nothing(picked, found.is_me)
    left, right = st.columns([2, 3], gap="medium")
    put(made_of(sums, formats.period_title(picked.period, now.today), balance, chosen, href), into=left)
    with right:
        lines = paged("entries", repr((whose, code, wanted)), lambda cursor: entry_page(me, whose, code, wanted, language(), cursor))
        reckoned = entry(me, whose, code, st.query_params.get("entry"))
        if reckoned and reckoned["id"] not in {line.id for line in lines}:
            put(alone(reckoned, now))
        put(entries(lines, now, holder=code, whole=whole, chosen=reckoned))
        more("entries", _("Earlier entries"))


def nothing(picked: Picked, is_me: bool) -> None:
    """There are no entries in a period."""
    if picked.period.kind is not PeriodKind.ALL:
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
