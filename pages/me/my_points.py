"""My points: where I stand in the running week, month or quarter, what brings the next place, and what made the number."""

import datetime as dt
from contextlib import suppress
from functools import partial

import streamlit as st

from scoring.periods import PeriodKind
from scoring.plan import HolderKind
from services.access import Act
from services.boards import reviewing
from services.boards.entry_lines import EntryLine
from services.boards.glancing import Glance
from services.errors import Refusal
from services.plans import plan_news
from ui.components import links
from ui.components.entries.entries import entries
from ui.components.frame import areas, empty, empty_html, masthead, note_html
from ui.components.heading import heading_html
from ui.components.mine import standing
from ui.components.mine.trend import chart_of, legend_html, trend_chart
from ui.components.period_picker import words
from ui.components.plan.plan_news import QUERY, news_html, put_away_by
from ui.components.reviews import review_card
from ui.components.segments import segments_html
from ui.data import database, version
from ui.i18n import _, language
from ui.live import live
from ui.permission import allowed
from ui.reading import Here, here
from ui.reading_mine import glance, holdings, lately, latest, moved, offered_review, own_target, review, streak, trend, ways
from ui.reading_plan import news
from ui.refusals import sentence
from ui.shared import once_per
from ui.sign_in import Viewer

PERIODS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER)

me = allowed(Act.READ_POINTS)


def put_news_away() -> None:
    """What the address says was read is not told again."""
    seen = put_away_by(st.query_params.get(QUERY))
    if seen is None:
        return
    del st.query_params[QUERY]
    with suppress(Refusal):  # an address that somebody made up: there is nothing to put away
        plan_news.put_away(database(), me.actor, seen)


@live
def mine() -> None:
    """All of the page, which keeps itself fresh."""
    reader = allowed(Act.READ_POINTS)
    if reader.employee is None:
        return nobody()
    now, code = here(reader), reader.employee
    periods = {kind.value: words()[kind] for kind in PERIODS}
    kind, choice = segments_html("my_points", _("Period"), "period", periods, PeriodKind.MONTH.value)
    by, steps = segments_html("my_points", _("Over time"), "by", {"week": _("Weeks"), "month": _("Months")}, PeriodKind.WEEK.value)
    found = glance(reader, now.today, PeriodKind(kind), code)
    shown = chart_of(trend(reader, now.today, PeriodKind(by), code), now)
    with st.container(key="my_points"):  # one grid: each element more is a message more
        areas(
            who=standing.who(found.name, found.team or ""),
            period=choice,
            now=news_html(news(reader), now, asked_period()) + reviewed_html(reader, now, code) + standing_html(reader, now, found),
            latest=newest_html(reader, now, code),
            time=heading_html(_("Over time")) + legend_html(shown, back=back_to(now)),
            by=steps,
        )
        trend_chart("my_points_chart", shown)


def asked_period() -> str | None:
    """The kind of period that the address names, which links keep."""
    return st.query_params.get("period")


def reviewed_html(reader: Viewer, now: Here, code: str) -> str:
    """The review that the address asks for; empty text where it asks for none."""
    key = st.query_params.get(review_card.QUERY)
    if key is None:
        return ""
    try:
        period = reviewing.read_period(key, now.today, first_weekday=now.first_weekday)
        found = review(reader, now.today, code, period)
    except Refusal as refusal:
        return note_html(sentence(refusal))
    stands = found, now.today, version().directory_revision
    draw = partial(review_card.review_html, found, now, asked_period())
    return once_per(stands, ("review drawn", code, key, asked_period(), language()), draw)


def offer_html(reader: Viewer, now: Here, code: str) -> str:
    """The line that leads to the review of a period that has just ended, unless one is open already."""
    found = None if review_card.QUERY in st.query_params else offered_review(reader, now, code)
    return review_card.offer_html(found, now, asked_period()) if found else ""


def back_to(now: Here) -> str:
    """Where the month that ended last is reviewed, with the way to all others."""
    first = now.today.replace(day=1)
    return links.to("my_points", review=f"{first - dt.timedelta(days=1):%Y-%m}", period=asked_period())


def standing_html(reader: Viewer, now: Here, found: Glance) -> str:
    """The card with the score, and what stands beside it: drawn anew where one of them has changed."""
    parts = (
        moved(reader, now.today, found),
        ways(reader, now.today, found),
        lately(reader, now.today, found.period.kind, found.code),
        holdings(reader, now.today, HolderKind.EMPLOYEE, found.code),
        streak(reader, now.today, found.code),
        own_target(reader, now.today, found.period.kind, found.code),
    )
    offer = offer_html(reader, now, found.code)
    make = partial(standing.card_and_tiles, found, *parts, now, offer)
    stands = found, *parts, now.today, version().directory_revision, offer
    return once_per(stands, ("standing drawn", found.period.kind, found.code, language()), make)


def newest_html(reader: Viewer, now: Here, code: str) -> str:
    """What made the number, the latest first."""
    lines = latest(reader, now.today, HolderKind.EMPLOYEE, code, language())
    return once_per(
        (lines, now.today, version().directory_revision), ("latest drawn", code, language()), lambda: _newest_html(lines, now, code)
    )


def whole(number: int) -> str:
    """Where an entry stands with how it was reckoned."""
    return links.to("entries", entry=str(number))


def _newest_html(lines: tuple[EntryLine, ...], now: Here, code: str) -> str:
    top = heading_html(_("Latest"), act=_("All entries"), href=links.to("entries"))
    if lines:
        return top + entries(lines, now, holder=code, whole=whole)
    return top + empty_html(_("Nothing here yet"), _("Each activity that earns you points stands here, with the reason why."))


def nobody() -> None:
    """Somebody who signs in, but is no employee."""
    masthead(_("My points"))
    empty(
        _("You are not linked to an employee"),
        _("Points belong to employees. Ask an administrator to link your sign-in to yours; then your points stand here."),
        act=_("See the leaderboard"),
        path="team/leaderboard.py",
    )


put_news_away()
mine()
