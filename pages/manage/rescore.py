"""Scoring a period again: what the versions in force for it now would give of what was recorded, and posting the differences."""

import datetime as dt

import streamlit as st

from scoring.periods import PeriodKind
from services.access import Act
from services.boards.standings import Measure, Subject
from services.errors import Conflict, Refusal
from services.plans import planning
from ui import formats
from ui.components.admin.admin_frame import back
from ui.components.frame import empty, masthead, note, wrong
from ui.components.period_picker import Calendar, Picked, period_picker
from ui.components.tuning.rescore_past import past_html
from ui.components.tuning.rescore_posting import posted, posting
from ui.components.tuning.rescore_seen import Seen, moved_html, seen_html
from ui.data import database
from ui.i18n import _, ngettext
from ui.permission import allowed
from ui.reading import here, ranked
from ui.reading_rescore import past, preview
from ui.refusals import sentence
from ui.rendering import put

me = allowed(Act.PUBLISH)
now = here(me)


def calendar() -> Calendar:
    """What there is to pick from."""
    board = ranked(me, now.today, subject=Subject.EMPLOYEES, period=PeriodKind.ALL, on=now.today, measure=Measure.TOTAL, team=None)
    return Calendar(now.today, now.first_weekday, board.earliest_on or dt.date(now.today.year, 1, 1))


def chosen() -> None:
    """The period, what it would change, and the way to do it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        picked = period_picker("rescore", calendar())
    days = formats.period_span(picked.period)
    when = {name: st.query_params.get(name) for name in ("period", "on")}
    if posted(me, now, days, when):
        return
    try:
        with st.spinner(_("Scoring again …")):
            found = preview(me, picked)
    except Refusal as refusal:
        return told(refusal)
    shown(picked, found, days, when)


def shown(picked: Picked, found: Seen, days: str, when: dict[str, str | None]) -> None:
    if not found.activities:
        return empty(_("Nothing was recorded on these days"), _("Choose other days: there is nothing to score again."))
    if found.is_nothing:
        text = ngettext(
            "{days}: {n} activity has what the version in force for it gives.",
            "{days}: all {n} activities have what the versions in force for them give.",
            found.activities,
        )
        return empty(_("Nothing would change"), text.format(days=days, n=formats.number(found.activities)))
    put(seen_html(found, now, days))
    posting(picked, found, days)
    if found.moved:
        put(moved_html(me, found, when))
    if me.actor.team_ids:
        note(_("Customers are those of your teams; points, money and entries are of everybody."))


def told(refusal: Refusal) -> None:
    """Why the period is not scored again."""
    if not isinstance(refusal, Conflict):
        return wrong(refusal)
    titles = {
        "period_closed": _("This period is closed"),
        "no_plan": _("There is no plan yet"),
        "too_many_activities": _("These days hold too much"),
    }
    empty(titles.get(refusal.code, _("This cannot be scored again")), formats.sentences(sentence(refusal)))


back(_("How points are earned"), "plan_versions", show="versions")
masthead(_("Score a period again"))
note(
    _("What is recorded keeps the points of the version that was in force for it then."),
    _("Scored again, an open period gets those of the versions in force for it now: the differences are posted as entries."),
)
if planning.may_publish(database(), me.actor):
    chosen()
else:
    empty(_("This is reserved to administrators"), _("Ask one of them to score the period again."))
put(past_html(past(me), now))
