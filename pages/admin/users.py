"""Who can sign in, as what: invited, changed, kept out and let in again. Nobody's password is ever seen."""

import streamlit as st

from services.access import Act
from services.sign_in import inviting, users
from services.sign_in.users import User
from ui.components import links
from ui.components.admin.admin_forms import Complaints, done, told
from ui.components.admin.admin_frame import back, heading, masthead_with, sheet
from ui.components.admin.admin_roll import pages
from ui.components.frame import empty, facts, masthead
from ui.components.users import invitation, user_forms, users_list
from ui.components.users.roles import role_name
from ui.components.users.user_doors import Door, doors
from ui.data import database
from ui.i18n import _
from ui.permission import allowed
from ui.reading import here
from ui.reading_admin import everyone_who_signs_in, roster, tree
from ui.reading_screens import screen_names
from ui.rendering import put

PATH = "admin/users.py"
me = allowed(Act.ADMINISTER)


def everybody() -> None:
    known = everyone_who_signs_in(me)
    masthead_with(_("Users"), act=_("Add a user"), href=links.to("users", add="1"), icon="person_add")
    asked = users_list.asked()
    found = users_list.narrowed(known, asked)
    if not found:
        return empty(_("No user is found"), _("Try another part of the name, or another role."))
    put(users_list.shown(me, found, asked))
    pages(users_list.LIST, found)


def adding() -> None:
    back(_("Users"), "users")
    masthead(_("Add a user"))
    complaints = Complaints()
    with sheet():
        wanted = user_forms.adding(roster(me), tree(me), screen_names(me), st.query_params.get("employee"), complaints)
    if wanted:
        with complaints.listening():
            role, employee, given, screen = wanted.role, wanted.employee, wanted.teams, wanted.screen
            users.add_user(database(), me.actor, wanted.name, role=role, employee=employee, teams=given, screen=screen)
            invitation.keep(wanted.name, inviting.invite(database(), me.actor, wanted.name))
            done(_("{name} is added.").format(name=wanted.name), PATH, name=wanted.name)


def one(name: str) -> None:
    back(_("Users"), "users")
    user = next((user for user in everyone_who_signs_in(me) if user.name == name), None)
    if user is None:
        return empty(_("There is no such user"), _("It may have another name. The list shows every user."))
    masthead(user.name, role_name(user.role))
    invitation.show(user.name)
    role, shut = Complaints(), Complaints()
    left, right = st.columns(2, gap="medium")
    with left:
        heading(_("Role and reach"), _("What is changed here acts at their next step."))
        wanted = user_forms.changing(user, roster(me), tree(me), screen_names(me), role)
    with right:
        heading(_("Signing in"))
        facts(users_list.facts_of(user, here(me)))
        with shut.listening():
            open_or_shut(user, doors(user, shut))
    if wanted:
        with role.listening():
            now, employee, given, screen = wanted.role, wanted.employee, wanted.teams, wanted.screen
            users.change_user(database(), me.actor, name, role=now, employee=employee, teams=given, screen=screen)
            done(_("Saved."))


def open_or_shut(user: User, door: Door | None) -> None:
    """Lets them in, or keeps them out."""
    name = user.name
    match door:
        case Door.ENABLE:
            users.enable_user(database(), me.actor, name)
            done(_("{name} can sign in again.").format(name=name))
        case Door.UNLOCK:
            users.unlock_user(database(), me.actor, name)
            done(_("{name} can try again.").format(name=name))
        case Door.INVITE:
            invitation.keep(name, inviting.invite(database(), me.actor, name))
            st.rerun()
        case Door.DISABLE:
            users.disable_user(database(), me.actor, name)
            done(_("{name} is disabled.").format(name=name))


told()
if "add" in st.query_params:
    adding()
elif "name" in st.query_params:
    one(st.query_params["name"])
else:
    invitation.forget()
    everybody()
