"""Import: a file is chosen, its columns are understood, it is tried, and then it goes in."""

from typing import cast

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.imports.previewing import Import, Kind, Outcome, carry_out, rehearse, uploaded
from ui.components.admin.admin_forms import Complaints, told
from ui.components.frame import empty, masthead, note
from ui.components.imports import import_answers, import_file, import_outcome
from ui.components.imports.import_outcome import Done
from ui.components.segments import segments
from ui.data import database
from ui.i18n import _
from ui.permission import allowed
from ui.reading import activity_types
from ui.refusals import sentence

TRIED = "imports_tried"
me = allowed(Act.IMPORT)


def kind() -> Kind:
    """What the file holds; only who manages people brings in people and customers."""
    kinds = {"activities": _("Activities"), "people": _("People"), "customers": _("Customers")}
    if not me.actor.may(Act.MANAGE_PEOPLE):
        return "activities"
    return cast(Kind, segments("imports_kind", _("What is in the file"), "kind", kinds, "activities"))


def answers(of: Kind, file: import_file.Chosen, wrong: Complaints) -> Import | None:
    if of == "people":
        return import_answers.people(file, wrong)
    if of == "customers":
        return import_answers.customers(file, wrong)
    return import_answers.activities(me, file, wrong)


def reading(of: Kind, file: import_file.Chosen) -> None:
    """The file is understood, tried and imported, in this order."""
    wrong, lacking, wanted = Complaints(), None, None
    try:
        wanted = answers(of, file, wrong)
    except Refusal as refusal:
        lacking = refusal
    mark = repr((file.digest, wanted))
    tried = st.session_state.get(TRIED)
    outcome: Outcome | None = tried[1] if tried is not None and tried[0] == mark else None
    if outcome is not None:
        import_outcome.foreseen(of, outcome)
    pressed = buttons(outcome)
    if pressed and lacking is not None:
        wrong.say(sentence(lacking), lacking.field or "")
    elif pressed and wanted is None:
        wrong.say(_("Choose a mapping file first."), "mapping")
    elif pressed == "try" and wanted is not None:
        rehearsing(file, wanted, mark)
    elif pressed == "import" and wanted is not None:
        importing(of, file, wanted)


def buttons(outcome: Outcome | None) -> str:
    """Which button was pressed: before anything was tried, trying is the loud one."""
    wrong_ones = outcome is not None and not outcome.counts.accepted
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="imports_bar"):
        if outcome is None:
            return "try" if st.button(_("Try it"), type="primary", key="imports_try", icon=":material/science:") else ""
        if st.button(_("Import"), type="primary", key="imports_send", icon=":material/upload_file:", disabled=wrong_ones):
            return "import"
        return "try" if st.button(_("Try again"), key="imports_try") else ""


def rehearsing(file: import_file.Chosen, wanted: Import, mark: str) -> None:
    with import_outcome.watched(_("Trying it on your data …")), uploaded(file.content, file.name) as path:
        st.session_state[TRIED] = (mark, rehearse(database(), me.actor, path, wanted))
        st.rerun()


def importing(of: Kind, file: import_file.Chosen, wanted: Import) -> None:
    with import_outcome.watched(_("Importing …")) as watch, uploaded(file.content, file.name) as path:
        found = carry_out(database(), me.actor, path, wanted, progress=watch)
        st.session_state[import_outcome.DONE] = Done(of, file.name, found)
        st.session_state.pop(TRIED, None)
        import_file.drop()
        st.rerun()


told()
masthead(_("Import"))
finished = st.session_state.get(import_outcome.DONE)
if isinstance(finished, Done):
    import_outcome.done(finished)
    st.stop()
chosen_kind = kind()
if chosen_kind == "activities" and not activity_types(me):
    empty(
        _("There is no activity type yet"),
        _("Say first what there is to record; a mapping file can also bring types of its own."),
        act=_("Activity types"),
        path="admin/activity_types.py",
    )
note(
    {
        "activities": _(
            "What people did and what customers bought: each row becomes an activity and earns points by the plan in force at its date."
        ),
        "people": _("Who works here: code and name, and as far as you have them team, manager and first day."),
        "customers": _("Who is served: code and name, and as far as you have them the employee who looks after them, phone and tags."),
    }[chosen_kind]
)
file = import_file.chosen()
if file is not None:
    import_file.card(file)
    reading(chosen_kind, file)
