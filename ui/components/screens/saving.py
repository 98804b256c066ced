"""Saving what was changed of a screen, giving it up, removing the screen. Two who change one at once lose nothing: the second is asked."""

import streamlit as st

from scoring.periods import instant
from services.access import Act
from services.errors import Refusal
from services.screens import screens
from services.screens.screens import Screen
from ui import formats
from ui.components.admin.admin_forms import Complaints, asks_once, done
from ui.components.screens.working import Working, begin
from ui.data import database
from ui.i18n import _
from ui.permission import still_allowed
from ui.reading import here
from ui.refusals import sentence
from ui.rendering import show
from ui.sign_in import Viewer
from ui.text import plain

__all__ = ["Complaints", "bar", "removing"]


def bar(me: Viewer, screen: Screen, work: Working, wrong: Complaints) -> None:
    """What becomes of the changes. screen: as it stands by now."""
    if work.screen.revision != screen.revision:
        return _overtaken(me, screen, work, wrong)
    is_changed = work.is_changed
    sent = st.button(_("Save"), key="screens_save", type="primary", disabled=not is_changed)
    if is_changed:
        st.button(_("Give up the changes"), key="screens_give_up", type="tertiary", on_click=_begin, args=(screen,))
        show("admin_meaning.html", text=_("Not saved yet"))
    if sent:
        _save(me, work, wrong)


def _begin(screen: Screen) -> None:
    """For a button: the page shows the screen as it stands."""
    begin(screen)


def _save(me: Viewer, work: Working, wrong: Complaints) -> None:
    """What is refused stands beneath its field and here, where one looks."""
    stood, document = work.screen, work.document()
    try:
        saved = screens.change_screen(database(), me.actor, stood.id, name=work.name, document=document, revision=stood.revision)
    except Refusal as refusal:
        show("admin_complaint.html", text=sentence(refusal))
        if (refusal.field or "").startswith(("scenes[", "name", "teams")):
            wrong.say(sentence(refusal), refusal.field or "")
        return
    begin(saved)
    done(_("Saved. Walls show it within seconds."))


def _overtaken(me: Viewer, screen: Screen, work: Working, wrong: Complaints) -> None:
    """Somebody else saved meanwhile: both stand, until one is chosen."""
    now = here(me)
    when = formats.moment(instant(screen.updated_at), now.now, now.zone)
    who = screen.updated_by.removeprefix("user:").replace("cli:", _("The command line"))
    text = _("{who} saved this screen {when}, after you opened it. Nothing of yours is lost: choose which shall stand.")
    st.warning(plain(text.format(who=who, when=when)), icon=":material/group:")
    st.button(_("Show what was saved"), key="screens_theirs", on_click=_begin, args=(screen,))
    if st.button(_("Save mine instead"), key="screens_mine", type="primary"):
        work.screen = screen
        _save(me, work, wrong)


def removing(screen: Screen) -> bool:
    """True once the screen is removed."""
    complaints = Complaints()
    question = _("Its link stops, and walls that show it say so.")
    if asks_once(_("Remove the screen"), question, _("Yes, remove it"), key="screens_remove", icon="delete", wrong=complaints):
        me = still_allowed(Act.MANAGE_SCREENS)
        with complaints.listening():
            if me is not None:
                screens.remove_screen(database(), me.actor, screen.id)
                return True
    return False
