"""My account: who I am here, the language, the password, and where I am signed in."""

import streamlit as st

from services.people import naming as people_naming
from services.people import personal_days
from services.sign_in import own_user
from ui.components.account import account_forms, places
from ui.components.admin.admin_forms import Complaints, done, told
from ui.components.admin.admin_frame import back, heading, sheet
from ui.components.frame import masthead, note
from ui.data import database
from ui.i18n import _, ngettext, speak
from ui.menu import home_of
from ui.permission import signed_in
from ui.reading import here
from ui.reading_admin import own_days, own_naming, own_places, own_sight

PATH = "me/account.py"
me = signed_in()


def language() -> None:
    chosen = account_forms.language_choice()
    if chosen:
        own_user.set_language(database(), me.actor, chosen)
        speak(chosen)
        done(_("Laurel speaks English with you now."))


def naming() -> None:
    """How I stand on boards, where the organisation lets me choose."""
    now = own_naming(me)
    if now is None or not now.is_allowed:
        return
    chosen = account_forms.naming_choice(now)
    if chosen is None:
        return
    with Complaints().listening():
        stands = people_naming.choose(database(), me.actor, unnamed=chosen)
        name = account_forms.as_number(stands)
        done(_("To everybody else you are “{name}” now.").format(name=name) if chosen else _("You stand on boards by name now."))


def days() -> None:
    """Whether screens congratulate me."""
    now = own_days(me)
    if now is None:
        return
    heading(_("Personal days"))
    told_by_screens = account_forms.days_choice(now)
    if told_by_screens is None:
        return
    with Complaints().listening():
        personal_days.hide_days(database(), me.actor, hidden=not told_by_screens)
        done(_("Screens tell your days now.") if told_by_screens else _("No screen tells your days now."))


def password() -> None:
    back(_("My account"), "account")
    masthead(_("Change password"))
    complaints = Complaints()
    with sheet():
        note(_("You stay signed in here; everywhere else you are signed out."))
        typed = account_forms.password_change(complaints)
    if typed is None:
        return
    if typed.new != typed.again:
        return complaints.say(_("The two passwords differ."), "again")
    with complaints.listening():
        own_user.change_password(database(), me.actor, old=typed.old, new=typed.new, but=me.session)
        done(_("Your password is changed."), PATH)


def where() -> None:
    """Everywhere I am signed in, and the way out of each other place."""
    leaving = places.pressed()
    if leaving == places.EVERYWHERE:
        closed = own_user.sign_out_everywhere(database(), me.actor, but=me.session)
        done(ngettext("You are signed out in {n} other place.", "You are signed out in {n} other places.", closed).format(n=closed))
    elif leaving:
        with Complaints().listening():
            own_user.sign_out_place(database(), me.actor, int(leaving))
            done(_("You are signed out there."))
    places.shown(own_places(me), here(me))


def everything() -> None:
    account_forms.top(_("My account"), home_of(me.actor))
    with st.container(key="account"):
        account_forms.who(me, own_sight(me))
        language()
        naming()
        days()
        where()


told()
if "password" in st.query_params:
    password()
else:
    everything()
