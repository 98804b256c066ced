"""Scoring a period again: what the versions in force for it now would give of what was recorded, and posting the differences."""

import streamlit as st

from services.access import Act
from services.errors import Conflict, Refusal
from ui import formats
from ui.components.admin.admin_frame import back_html
from ui.components.frame import empty_html, masthead_html, note_html, stack_html, wrong
from ui.components.period_picker import Picked, calendar, period_line
from ui.components.tuning.rescore_past import past_html
from ui.components.tuning.rescore_posting import posted, posting
from ui.components.tuning.rescore_seen import Seen, moved_html, seen_html
from ui.i18n import _, ngettext
from ui.permission import allowed
from ui.reading import here
from ui.reading_rescore import may_publish, past, preview
from ui.refusals import sentence
from ui.rendering import put

SEEN = "rescore_seen"
"""Where a session keeps which period it has been shown last."""

me = allowed(Act.PUBLISH)
now = here(me)


def top_html(line: str) -> str:
    """The way back, the title, what this is, and the choice of the period."""
    about = note_html(
        _("What is recorded keeps the points of the version that was in force for it then."),
        _("Scored again, an open period gets those of the versions in force for it now: the differences are posted as entries."),
    )
    way_back = back_html(_("How points are earned"), "plan_versions", show="versions")
    return stack_html(way_back, masthead_html(_("Score a period again")), about, line)


def chosen(picked: Picked) -> str:
    """What the period would change, and the way to do it; what stands beneath that is answered as HTML."""
    days = formats.period_span(picked.period)
    when = {name: st.query_params.get(name) for name in ("period", "on")}
    if posted(me, now, days, when):
        return ""
    try:
        found = previewed(picked)
    except Refusal as refusal:
        return told(refusal)
    return shown(picked, found, days, when)


def previewed(picked: Picked) -> Seen:
    """What scoring again would change. Whoever chooses a period sees that it takes a while."""
    if st.session_state.get(SEEN) == picked.period.id:
        return preview(me, picked)
    with st.spinner(_("Scoring again …")):
        found = preview(me, picked)
    st.session_state[SEEN] = picked.period.id
    return found


def shown(picked: Picked, found: Seen, days: str, when: dict[str, str | None]) -> str:
    if not found.activities:
        return empty_html(_("Nothing was recorded on these days"), _("Choose other days: there is nothing to score again."))
    if found.is_nothing:
        text = ngettext(
            "{days}: {n} activity has what the version in force for it gives.",
            "{days}: all {n} activities have what the versions in force for them give.",
            found.activities,
        )
        return empty_html(_("Nothing would change"), text.format(days=days, n=formats.number(found.activities)))
    put(seen_html(found, now, days))
    posting(picked, found, days)
    of_teams = _("Customers are those of your teams; points, money and entries are of everybody.")
    return moved_html(me, found, when) + (note_html(of_teams) if me.actor.team_ids else "")


def told(refusal: Refusal) -> str:
    """Why the period is not scored again."""
    if not isinstance(refusal, Conflict):
        wrong(refusal)
        return ""
    titles = {
        "period_closed": _("This period is closed"),
        "no_plan": _("There is no plan yet"),
        "too_many_activities": _("These days hold too much"),
    }
    return empty_html(titles.get(refusal.code, _("This cannot be scored again")), formats.sentences(sentence(refusal)))


if may_publish(me):
    asked_for, choice = period_line("rescore", calendar(me, now))
    put(top_html(choice))
    beneath = chosen(asked_for)
else:
    put(top_html(""))
    beneath = empty_html(_("This is reserved to administrators"), _("Ask one of them to score the period again."))
put(beneath + past_html(past(me), now))
