"""Who stands where: employees, teams, customers, in a period that can be stepped through."""

import datetime as dt
from functools import partial

import streamlit as st

from services import boards
from services.access import Act, Reach
from services.boards import BoardRow
from services.errors import Refusal
from services.standings import Measure, Subject
from ui import formats
from ui.components import board_choice, links
from ui.components import boards as drawn
from ui.components.frame import empty, masthead, note, wrong
from ui.components.period_picker import Calendar, Picked, period_picker
from ui.i18n import _, ngettext
from ui.live import live
from ui.permission import allowed
from ui.reading import here, ranked
from ui.sign_in import Viewer

me = allowed(Act.READ_BOARDS)
today = here(me).today


def href(subject: Subject, row: BoardRow) -> str:
    """Where a row leads, as far as the reader may go."""
    when = {"period": st.query_params.get("period"), "on": st.query_params.get("on")}
    if subject is Subject.TEAMS:
        return links.to("leaderboard", board="employees", team=row.code, **when)
    if subject is Subject.CUSTOMERS:
        return links.to("customer", code=row.code)
    may_read = (me.actor.employee_id is not None and row.is_me) or me.actor.reach(Act.READ_POINTS) >= Reach.TEAMS
    return links.to("entries", employee=row.code, **when) if may_read else ""


@live
def standings(choice: board_choice.Choice, picked: Picked) -> None:
    """The board itself, which keeps itself fresh."""
    reader: Viewer = allowed(Act.READ_BOARDS)
    on = here(reader).today if picked.is_running else picked.on
    try:
        found = ranked(
            reader, here(reader).today, subject=choice.subject, period=picked.period.kind, on=on, measure=choice.measure, team=choice.team
        )
    except Refusal as refusal:
        return wrong(refusal)
    own = reader.employee if choice.subject is Subject.EMPLOYEES else None
    page = boards.page_from(found, me=own)
    if not page.rows:
        return nobody(choice)
    where = partial(href, choice.subject)
    st.html(drawn.podium(page, where) + drawn.rows(page, where))
    note(
        _("Final: this period is closed") if page.is_final else _("Provisional: what is recorded late still counts"),
        ngettext("{n} on this board", "{n} on this board", page.total).format(n=formats.number(page.total)),
        _("updated {time}").format(time=formats.clock_to_the_second(page.updated_at, here(reader).zone)),
    )


def nobody(choice: board_choice.Choice) -> None:
    """An empty board says what fills it."""
    if choice.subject is Subject.CUSTOMERS:
        return empty(_("No customer has points in this period"), _("Customers stand here as soon as they earn their first points."))
    empty(_("Nobody is on this board yet"), _("Employees stand here from their first day, with the points of what they recorded."))


masthead(_("Leaderboard"))
choice = board_choice.board_choice("leaderboard", me)
earliest = ranked(me, today, subject=choice.subject, period="all", on=today, measure=Measure.TOTAL, team=None).earliest_on
picked = period_picker("leaderboard", Calendar(today, here(me).first_weekday, earliest or dt.date(today.year, 1, 1)))
standings(choice, picked)
