"""What an activity that was just recorded earned, why, and which place that makes."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from services.access import Act
from services.activities.outcomes import Status
from services.activities.recording_by_hand import Recorded
from services.boards.glancing import Glance, glance
from services.errors import Refusal
from ui import formats
from ui.data import database
from ui.i18n import _, label, ngettext
from ui.menu import page
from ui.reading import Here, activity_types, customer_name, holder_name
from ui.rendering import show
from ui.sign_in import Viewer

KEY = "answered_recording"


def place(me: Viewer, now: dict[str, Any]) -> Glance | None:
    """Where the one who did it stands this month; None where the reader may not know, or they are nobody's employee."""
    code = now.get("employee")
    if not code or not me.actor.may(Act.READ_BOARDS):
        return None
    try:
        return glance(database(), me.actor, code, kind="month")
    except Refusal:  # an employee who is not there: recording itself says so
        return None


def keep(answer: Recorded, before: Glance | None) -> None:
    """The answer is shown at the next run, and until another activity is begun."""
    st.session_state[KEY] = (answer, before)


def shown(me: Viewer, here: Here) -> bool:
    """Shows what the last activity earned; False where there is none."""
    kept = st.session_state.get(KEY)
    if kept is None:
        return False
    answer, before = kept
    _card(me, here, answer, before)
    with st.container(horizontal=True, gap="small"):
        st.button(_("Record another"), type="primary", icon=":material/add:", key="record_another", on_click=_begin_again)
        about = answer.document
        st.page_link(
            page("me/activity.py"),
            label=_("Open the activity"),
            icon=":material/fact_check:",
            query_params={"source": about["source"], "id": about["external_id"]},
        )
        if me.employee:
            st.page_link(page("me/my_points.py"), label=_("My points"), icon=":material/monitoring:")
    return True


def _begin_again() -> None:
    st.session_state.pop(KEY, None)


def _card(me: Viewer, here: Here, answer: Recorded, before: Glance | None) -> None:
    about = answer.document
    holder = f"employee:{about['employee']}"
    kind = activity_types(me).get(about["type"])
    show(
        "recorded.html",
        points=sum(points for who, _rule, points in answer.points if who == holder),
        what=label(kind["label"]) if kind else about["type"],
        whom=customer_name(me, about["customer"]),
        place=_place(me, about, before),
        waits=_waits(answer),
        reasons=[] if answer.status is Status.PENDING else [_reason(me, rule, holder) for rule in about["rules"]],
    )


def _reason(me: Viewer, rule: dict[str, Any], mine: str) -> dict[str, Any]:
    """A rule that looked at the activity; for whom, where it is not whoever did it."""
    holder = "" if rule["holder"] in (None, mine) else holder_name(me, rule["holder"])
    return {"points": rule["points"], "explanation": rule["explanation"], "holder": holder}


def _waits(answer: Recorded) -> str:
    if answer.status is Status.PENDING:
        return _("It waits for approval, and counts from then on.")
    if answer.status is Status.DUPLICATE:
        return _("This had been recorded already: nothing was counted twice.")
    if not answer.document["rules"]:
        return str(answer.document["explanation"] or _("No rule of the plan is about this: it is on record, and earns nothing."))
    return ""


def _place(me: Viewer, about: Mapping[str, Any], before: Glance | None) -> str:
    after = place(me, {"employee": about["employee"]})
    if after is None or after.rank is None:
        return ""
    where = _("{place} of {of} this month").format(place=formats.ordinal(after.rank), of=formats.number(after.of))
    gained = (before.rank or 0) - after.rank if before is not None and before.rank is not None else 0
    if gained > 0:
        where += " · " + ngettext("up {n} place just now", "up {n} places just now", gained).format(n=formats.number(gained))
    return where
