"""The replay panel: what a draft would have done on the real history, to stand beside the draft while it is changed.

It asks again at each run; nothing is worked out twice for the same draft, days and ledger.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from scoring.periods import Period, PeriodKind, day_number
from services.errors import Conflict, PlanRefused, Refusal
from ui import formats
from ui.components.frame import empty, note, note_html, wrong
from ui.components.heading import heading_html
from ui.components.segments import segments
from ui.components.tiles import Tile, in_a_row
from ui.components.tuning.replay_campaigns import campaigns_html
from ui.components.tuning.replay_days import ReplayDays, replay_days
from ui.components.tuning.replay_file import replay_file
from ui.components.tuning.replay_people import ends_html, movers_html, said, slope_title, slopes
from ui.components.tuning.replay_rules import levels_html, rules_html
from ui.components.tuning.replay_summary import CUSTOMERS, EMPLOYEES, TEAMS, Summary
from ui.components.tuning.replay_words import beside, loud, moves, nobody_moves, what_was_replayed
from ui.data import database, version
from ui.downloads import download
from ui.i18n import _, language
from ui.reading import Here, shared_by, teams
from ui.reading_replay import published, summary
from ui.refusals import sentence
from ui.rendering import put, rendered
from ui.shared import once_per
from ui.sign_in import Viewer

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The panel for one board and language. top: what it comes to, as HTML; chart: None where nobody's rank changes; beneath: the rest.

    found: what it was made of, so that its `id` is nobody else's while this is kept.
    """

    found: Summary
    top: str
    chart: dict[str, Any] | None
    alt: str
    note: str
    movers: str
    beneath: str


def replay_panel(me: Viewer, here: Here, document: Document, *, of: str, key: str = "replay") -> Summary | None:
    """What the document would have changed stands on the page, with the choice of days and boards; what was found, None where nothing can be.

    of: the draft, of which one answer is kept; key: begins the keys of the panel's widgets. A document that is no plan yet, days that hold
    nothing or too much, and an organisation without a plan are told in a sentence.
    """
    days = replay_days(key, here.today)
    try:
        found = summary(me, document, days, here.today, of=of)
        known = published(me)
    except Refusal as refusal:
        _told(refusal)
        return None
    if found.is_unchanged:
        _unchanged(found)
    else:
        _changed(me, here, document, known, found, days, of=of, key=key)
    return found


def _told(refusal: Refusal) -> None:
    """Why there is no replay."""
    if isinstance(refusal, PlanRefused):
        text = _("Once its mistakes are mended, what it would change stands here")
        return empty(_("This draft is no plan yet"), formats.sentences(text))
    if isinstance(refusal, Conflict):
        titles = {"no_plan": _("There is no plan yet"), "too_many_activities": _("These days hold too much")}
        return empty(titles.get(refusal.code, _("There is nothing to compare")), formats.sentences(sentence(refusal)))
    wrong(refusal)


def _unchanged(found: Summary) -> None:
    if not found.activities:
        return empty(_("Nothing was recorded on these days"), _("Choose other days: a replay needs activities to count again."))
    empty(_("Nothing would change"), formats.sentences(_("Same points, same ranks"), what_was_replayed(found, _span(found))))


def _changed(me: Viewer, here: Here, document: Document, known: Document, found: Summary, days: ReplayDays, *, of: str, key: str) -> None:
    board = segments(f"{key}_board", _("Board"), "who", _boards(), EMPLOYEES)
    stands = (id(found), version().directory_revision)
    parts = once_per(stands, ("replay drawn", of, shared_by(me), board, language()), lambda: drawn(me, here, document, known, found, board))
    put(parts.top)
    if parts.chart is not None:
        with st.container(key=f"{key}_slopes_wide", gap="small"):
            if parts.note:
                note(parts.note)
            st.vega_lite_chart(parts.chart, theme=None, width="stretch", key=f"{key}_slopes", alt=parts.alt)
    put(parts.movers + parts.beneath)
    if me.actor.team_ids and board == CUSTOMERS:
        note(_("Customers are those of your teams; points, money and rules are of everybody."))
    first, last = days.from_on.isoformat(), days.to_on.isoformat()
    download(f"{key}_file", _("Download everybody"), f"replay-{first}-{last}.csv", replay_file(database(), document, days))


def _boards() -> dict[str, str]:
    return {EMPLOYEES: _("Employees"), TEAMS: _("Teams"), CUSTOMERS: _("Customers")}


def drawn(me: Viewer, here: Here, document: Document, known: Document, found: Summary, board: str) -> Drawn:
    """The panel in the reader's language."""
    view = found.views[board]
    top = rendered(
        "replay_top.html",
        loud=loud(found.totals),
        direction=_direction(found),
        beside=beside(found.totals, here.currency),
        moves=moves(found),
        about=what_was_replayed(found, _span(found)),
    )
    names = {team.code: team.name for team in teams(me)}
    is_moving = bool(view.movers)
    still = "" if is_moving else note_html(nobody_moves())
    return Drawn(
        found,
        top + _tiles(here, found) + heading_html(_("Ranks before and after")) + still,
        slopes(view) if is_moving else None,
        said(view) if is_moving else "",
        " · ".join(part for part in (_("Per head") if board == TEAMS else "", slope_title(view)) if part),
        movers_html(view) if is_moving else "",
        ends_html(view, names)
        + levels_html(found, document)
        + campaigns_html(found, here)
        + heading_html(_("Points by rule"))
        + rules_html(found, document, known),
    )


def _direction(found: Summary) -> str:
    gained = found.totals.points_after - found.totals.points_before
    return "up" if gained > 0 else "down" if gained < 0 else "same"


def _tiles(here: Here, found: Summary) -> str:
    totals = found.totals
    before = _("before: {value}")
    has_money = totals.money_before or totals.money_after
    return in_a_row(
        [
            Tile(_("Points"), formats.number(totals.points_after), before.format(value=formats.number(totals.points_before))),
            Tile(
                _("Money"),
                formats.money(totals.money_after, here.currency),
                before.format(value=formats.money(totals.money_before, here.currency)),
            )
            if has_money
            else None,
            Tile(_("Cut by a limit"), formats.number(totals.cut_after), before.format(value=formats.number(totals.cut_before))),
        ]
    )


def _span(found: Summary) -> str:
    return formats.period_span(Period(PeriodKind.DAY, day_number(found.from_on), day_number(found.to_on)))
