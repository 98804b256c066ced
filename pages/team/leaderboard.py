"""Who stands where: employees, teams, customers, in a period that can be stepped through, by the measure that was chosen; and how it came about."""

import datetime as dt
from typing import Any

import streamlit as st

from services.access import Act
from services.boards.standings import Measure, Subject
from services.errors import Refusal
from ui.components.boards import over_time
from ui.components.boards.board_file import downloads
from ui.components.boards.choice import Choice, asked_choice, choices, subjects_html, top_html
from ui.components.boards.when import When, dates, when
from ui.components.boards.whole import FILES, as_html, chosen_html
from ui.components.frame import areas, wrong
from ui.components.period_picker import Calendar
from ui.i18n import _
from ui.live import live
from ui.permission import allowed
from ui.reading import here, ranked
from ui.rendering import put

me = allowed(Act.READ_BOARDS)
today = here(me).today


def asked_by(choice: Choice, chosen: When, on: dt.date) -> dict[str, Any]:
    return {"subject": choice.subject, "measure": choice.measure, "team": choice.team, "by": choice.by} | chosen.asked(on)


@live
def standings(choice: Choice, chosen: When) -> None:
    """The board itself, which keeps itself fresh."""
    reader = allowed(Act.READ_BOARDS)
    now = here(reader)
    try:
        found = ranked(reader, now.today, **asked_by(choice, chosen, now.today))
        put(as_html(reader, found, choice, st.query_params.to_dict()))
    except Refusal as refusal:
        wrong(refusal)


@live
def ranks_over_time(choice: Choice, chosen: When) -> None:
    """How the ranks went, which keeps itself fresh too."""
    reader = allowed(Act.READ_BOARDS)
    asked = chosen.asked(here(reader).today)
    try:
        drawn = over_time.drawn_for(reader, choice, asked["period"], asked["on"])
    except Refusal as refusal:
        return wrong(refusal)
    if top := chosen_html(reader, choice, st.query_params.to_dict()):
        put(top)
    over_time.over_time("leaderboard_over_time", drawn)


def earliest() -> dt.date:
    """The first day on which anything counted; every board tells it, and that of the running month is the one that most readers look at."""
    board = ranked(me, today, subject=Subject.EMPLOYEES, period="month", on=today, measure=Measure.TOTAL, team=None)
    return board.earliest_on or dt.date(today.year, 1, 1)


def head(choice: Choice) -> When:
    """The title, and what can be chosen. Raises Refusal where the address asks for days that are none."""
    parts = {"top": top_html(_("Leaderboard"), "leaderboard", choice), "board": subjects_html("leaderboard", me, choice)}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="leaderboard_choice"):
        try:
            chosen, parts["when"] = when("leaderboard", choice, Calendar(today, here(me).first_weekday, earliest()))
        finally:
            areas(**parts)
        choices("leaderboard", me, choice)
        dates("leaderboard", chosen)
    return chosen


def page(choice: Choice) -> None:
    """What can be chosen, and what was. Raises Refusal where the address asks for a board that there is not."""
    chosen = head(choice)
    if choice.is_over_time:
        return ranks_over_time(choice, chosen)
    asked = asked_by(choice, chosen, today)
    ranked(me, today, **asked)
    standings(choice, chosen)
    if FILES in st.query_params:
        downloads("leaderboard", asked, chosen.key, me.employee)


try:
    page(asked_choice(me))
except Refusal as refusal:
    wrong(refusal)
