"""My account: who I am here, the language, the password, and where I am signed in."""

import streamlit as st

from services.sign_in import own_user
from services.sign_in.own_user import Place
from ui.components import account_forms, links, places
from ui.components.admin_forms import Complaints, done, told
from ui.components.admin_frame import heading
from ui.components.frame import masthead
from ui.data import database
from ui.i18n import _, ngettext, speak
from ui.menu import home_of, title_of
from ui.permission import signed_in
from ui.reading import here
from ui.reading_admin import own_places, own_sight

me = signed_in()


def language() -> None:
    heading(_("Language"))
    chosen = account_forms.language_choice()
    if chosen:
        own_user.set_language(database(), me.actor, chosen)
        speak(chosen)
        done(_("Laurel speaks English with you now."))


def password() -> None:
    heading(_("Password"), _("You stay signed in here; everywhere else you are signed out."))
    complaints = Complaints()
    typed = account_forms.password_change(complaints)
    if typed is None:
        return
    if typed.new != typed.again:
        return complaints.say(_("The two passwords differ."), "again")
    with complaints.listening():
        own_user.change_password(database(), me.actor, old=typed.old, new=typed.new, but=me.session)
        done(_("Your password is changed."))


def where(found: tuple[Place, ...]) -> None:
    """Everywhere I am signed in, and the way out of each other place."""
    heading(_("Where you are signed in"), _("Sign out wherever you do not recognise, then change your password."))
    with st.container(border=True, gap=None, key="account_places"):
        for place in found:
            one(place)
    if len(found) > 1 and st.button(_("Sign out everywhere else"), key="account_everywhere", icon=":material/logout:"):
        closed = own_user.sign_out_everywhere(database(), me.actor, but=me.session)
        done(ngettext("You are signed out in {n} other place.", "You are signed out in {n} other places.", closed).format(n=closed))


def one(place: Place) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key=f"account_line_{place.id}"):
        places.line(place, here(me))
        if not place.is_here and st.button(_("Sign out"), key=f"account_out_{place.id}"):
            with Complaints().listening():
                own_user.sign_out_place(database(), me.actor, place.id)
                done(_("You are signed out there."))


told()
home = home_of(me.actor)
links.back(title_of(home), home)  # the menu of whoever has one page is not shown in a wide window
masthead(_("My account"))
left, right = st.columns(2, gap="medium")
with left:
    account_forms.who(me, own_sight(me))
    language()
    heading(_("Light or dark"), _("Laurel follows your device: switch it in the display settings of your phone or computer."))
with right:
    password()
where(own_places(me))
