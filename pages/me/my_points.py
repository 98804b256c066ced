"""My points: where I stand in the running week, month or quarter, what brings the next place, and what made the number."""

import streamlit as st

from scoring.periods import PeriodKind
from scoring.plan import HolderKind
from services.access import Act
from ui.components import links, standing
from ui.components.entries import entries
from ui.components.frame import empty, masthead
from ui.components.heading import heading
from ui.components.period_picker import words
from ui.components.segments import segments
from ui.components.trend import trend_chart
from ui.i18n import _, language
from ui.live import live
from ui.menu import page
from ui.permission import allowed
from ui.reading import Here, here
from ui.reading_mine import glance, holdings, lately, latest, trend, ways
from ui.sign_in import Viewer

PERIODS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER)

me = allowed(Act.READ_POINTS)


@live
def mine() -> None:
    """All of the page, which keeps itself fresh."""
    reader = allowed(Act.READ_POINTS)
    if reader.employee is None:
        return nobody()
    now, code = here(reader), reader.employee
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="my_points_top"):
        who = st.container(key="my_points_who")
        kind = PeriodKind(segments("my_points_period", _("Period"), "period", {k: words()[k] for k in PERIODS}, PeriodKind.MONTH))
    found = glance(reader, now.today, kind, code)
    who.html(standing.who(found.name, found.team or ""))
    with st.container(key="my_points_now"):
        stand, beside = st.columns([3, 2], gap="medium")
    with stand:
        st.html(standing.card(found, ways(reader, now.today, found), lately(reader, now.today, kind, code), now))
    with beside:
        with st.container(key="my_points_record"):
            st.page_link(page("me/record.py"), label=_("Record an activity"), icon=":material/add_circle:", width="stretch")
        st.html(standing.tiles(holdings(reader, now.today, HolderKind.EMPLOYEE, code), now))
    made, grew = st.columns([3, 2], gap="medium")
    with made:
        newest(reader, now, code)
    with grew:
        over_time(reader, now, code)


def newest(reader: Viewer, now: Here, code: str) -> None:
    """What made the number, the latest first."""
    heading(_("Latest"), act=_("All entries"), href=links.to("entries"))
    lines = latest(reader, now.today, HolderKind.EMPLOYEE, code, language())
    if lines:
        st.html(entries(lines, now, holder=code))
    else:
        empty(_("Nothing here yet"), _("Each activity that earns you points stands here, with the reason why."))


def over_time(reader: Viewer, now: Here, code: str) -> None:
    """The trend, by week or by month."""
    options = {PeriodKind.WEEK: _("Weeks"), PeriodKind.MONTH: _("Months")}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        heading(_("Over time"))
        by = PeriodKind(segments("my_points_trend", _("Over time"), "by", options, PeriodKind.WEEK))
    trend_chart("my_points_chart", trend(reader, now.today, by, code), now)


def nobody() -> None:
    """Somebody who signs in, but is no employee."""
    masthead(_("My points"))
    empty(
        _("You are not linked to an employee"),
        _("Points belong to employees. Ask an administrator to link your sign-in to yours; then your points stand here."),
        act=_("See the leaderboard"),
        path="team/leaderboard.py",
    )


mine()
