"""Who stands where: employees, teams, customers, in a period that can be stepped through."""

import datetime as dt
from collections.abc import Hashable
from functools import partial

import streamlit as st

from services.access import Act, Reach
from services.boards import boards
from services.boards.boards import BoardRow, Ranked
from services.boards.standings import Subject
from services.errors import Refusal
from ui import formats
from ui.components import board_choice, links
from ui.components import boards as drawn
from ui.components.frame import empty, masthead, note_html, wrong
from ui.components.period_picker import Calendar, Picked, period_picker
from ui.data import version
from ui.i18n import _, language, ngettext
from ui.live import live
from ui.permission import allowed
from ui.reading import here, ranked, shared_by
from ui.rendering import put
from ui.shared import once_per
from ui.sign_in import Viewer

me = allowed(Act.READ_BOARDS)
today = here(me).today


def href(reader: Viewer, subject: Subject, when: dict[str, str | None], row: BoardRow) -> str:
    """Where a row leads, as far as the reader may go. when: the period that the address asks for."""
    if subject is Subject.TEAMS:
        return links.to("leaderboard", board="employees", team=row.code, **when)
    if subject is Subject.CUSTOMERS:
        return links.to("customer", code=row.code)
    may_read = (reader.actor.employee_id is not None and row.is_me) or reader.actor.reach(Act.READ_POINTS) >= Reach.TEAMS
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
    if not found.total:
        return nobody(choice)
    when = {name: st.query_params.get(name) for name in ("period", "on")}
    put(as_html(reader, found, partial(href, reader, choice.subject, when), (choice, picked, *when.values())))


def as_html(reader: Viewer, found: Ranked, where: drawn.Href, asked: Hashable) -> str:
    """The board of a reader, made once for all who would see the very same. asked: what the address asks for."""
    key = ("board drawn", shared_by(reader), language(), asked)
    return once_per((version(), here(reader).today), key, lambda: board_html(reader, found, where))


def board_html(reader: Viewer, found: Ranked, where: drawn.Href) -> str:
    """The podium, the rows, and beneath them how final they are."""
    page = boards.page_from(found, me=reader.employee if found.subject is Subject.EMPLOYEES else None)
    said = note_html(
        _("Final: this period is closed") if page.is_final else _("Provisional: what is recorded late still counts"),
        ngettext("{n} on this board", "{n} on this board", page.total).format(n=formats.number(page.total)),
        _("updated {time}").format(time=formats.clock_to_the_second(page.updated_at, here(reader).zone)),
    )
    return drawn.podium(page, where) + drawn.rows(page, where) + said


def nobody(choice: board_choice.Choice) -> None:
    """An empty board says what fills it."""
    if choice.subject is Subject.CUSTOMERS:
        return empty(_("No customer has points in this period"), _("Customers stand here as soon as they earn their first points."))
    empty(_("Nobody is on this board yet"), _("Employees stand here from their first day, with the points of what they recorded."))


def earliest(choice: board_choice.Choice) -> dt.date:
    """The first day on which anything counted; every board tells it, and that of the running month is the one that most readers look at."""
    try:
        board = ranked(me, today, subject=choice.subject, period="month", on=today, measure=choice.measure, team=choice.team)
    except Refusal:  # the part below says why
        return today
    return board.earliest_on or dt.date(today.year, 1, 1)


masthead(_("Leaderboard"))
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="leaderboard_choice"):
    choice = board_choice.board_choice("leaderboard", me)
    picked = period_picker("leaderboard", Calendar(today, here(me).first_weekday, earliest(choice)))
standings(choice, picked)
