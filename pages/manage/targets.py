"""Targets: what teams and people aim at, from which period on, and where they stand."""

from dataclasses import astuple

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.targets.setting import set_targets
from ui import formats
from ui.components import links
from ui.components.admin.admin_forms import done, told
from ui.components.frame import empty, masthead, note, wrong
from ui.components.targets.choice import Choice, asked, choice
from ui.components.targets.filling import filling
from ui.components.targets.kept import Kept, begin_anew, kept
from ui.components.targets.reading import EDIT, FILES, reading_html, rules_html
from ui.components.targets.table import table
from ui.components.targets.table_file import file_of
from ui.components.targets.view import View
from ui.data import database
from ui.downloads import XLSX, download
from ui.i18n import _, language, ngettext
from ui.permission import allowed
from ui.reading import here, shared_by
from ui.reading_targets import sheet
from ui.rendering import put, rendered
from ui.shared import once_per

SAID, STALE = "targets_said", "changed_meanwhile"

me = allowed(Act.SET_TARGETS)
now = here(me)


def read(picked: Choice) -> View | None:
    """What stands for the choice; a team that is not there any more, or out of reach, is told."""
    try:
        return sheet(me, now.today, period=picked.kind, on=picked.on, team=picked.team)
    except Refusal as refusal:
        wrong(refusal)
        return None


def shown(picked: Choice, found: View) -> None:
    if not found.whole.lines:
        return empty(_("Nobody is here yet"), _("Targets are of teams and of people: add them first."))
    if not (found.summary or found.whole.is_closed):
        st.query_params[EDIT] = "1"  # there is nothing to read yet
    if EDIT in st.query_params:
        return worked_on(picked, found)
    query = st.query_params.to_dict()
    if FILES in query:
        file(picked, found)
    put(once_per(found, ("targets read", shared_by(me), language(), *query.items()), lambda: reading_html(found, query)))


def worked_on(picked: Choice, found: View) -> None:
    """The sheet as a table in which targets are typed."""
    if found.summary:
        put(found.summary)
    else:
        note(_("Nobody has a target yet. Type one beside “Each member” of a team, and a number of their own for whoever needs another."))
    if found.is_cut:
        note(_("Choose a team to see its people."))
    working = kept((me.user, shared_by(me), picked), found)
    values = table(working)
    if found.whole.is_closed:
        return note(_("This period is closed: its targets stay."))
    acts(picked, found, working, values)
    put(rules_html())


def acts(picked: Choice, found: View, working: Kept, values: list[int | None]) -> None:
    """What can be done with what is typed."""
    changes = working.changes(values)
    with st.container(horizontal=True, gap="small", key="targets_acts"):
        words = ngettext("Save {n} change", "Save {n} changes", len(changes)).format(n=formats.number(len(changes)))
        is_sent = st.button(
            words if changes else _("Save"), type="primary", icon=":material/save:", disabled=not changes, key="targets_save"
        )
        filling(working, values)
        file(picked, found)
        if not changes and found.summary:
            back = {name: value for name, value in st.query_params.to_dict().items() if name != EDIT}
            put(rendered("way.html", href=links.to("targets", **back), words=_("Done"), icon="check"))
        if changes and st.button(_("Discard"), type="tertiary", key="targets_discard"):
            begin_anew()
            st.rerun()
    said: Refusal | None = st.session_state.pop(SAID, None)
    if said is not None:
        wrong(said)
    if is_sent:
        try:
            count = set_targets(database(), me.actor, changes, period=picked.kind, on=picked.on)
        except Refusal as refusal:
            return refused(refusal, picked, working, values)
        begin_anew()
        done(ngettext("{n} target is set.", "{n} targets are set.", count).format(n=formats.number(count)))


def file(picked: Choice, found: View) -> None:
    download("targets_download", _("Download"), f"targets_{found.whole.period.key}.xlsx", file_of(database(), *astuple(picked)), mime=XLSX)


def refused(refusal: Refusal, picked: Choice, working: Kept, values: list[int | None]) -> None:
    """What was typed stays; what somebody else set meanwhile stands beneath it from now on, so that saving again knows of it."""
    fresh = read(picked) if refusal.code == STALE else None
    if fresh is None:
        return wrong(refusal)
    working.again(values, fresh)
    st.session_state[SAID] = refusal
    st.rerun()


told()
masthead(_("Targets"))
picked = asked(now)
line = st.container(horizontal=True, vertical_alignment="center", gap="small", key="targets_choice")
found = read(picked)
with line:
    choice(now, picked, found.whole.teams if found else ())
if found:
    shown(picked, found)
