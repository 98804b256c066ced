"""The employees: who there is, who comes, who left, and in which team from which day."""

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.people import moving, people
from ui.components import leaving, links
from ui.components.admin.admin_forms import Complaints, done, told
from ui.components.admin.admin_frame import back, masthead_with, sheet
from ui.components.admin.admin_roll import pages
from ui.components.frame import empty, masthead, wrong
from ui.components.people import moves, people_list, person_cards, person_forms
from ui.components.people.person_ways import ways
from ui.data import database
from ui.i18n import _
from ui.permission import allowed
from ui.reading import here
from ui.reading_admin import person, roster, sign_in_of, tree
from ui.rendering import put

PATH = "admin/people.py"
me = allowed(Act.MANAGE_PEOPLE)
today = here(me).today


def everybody() -> None:
    staff = roster(me)
    masthead_with(_("People"), act=_("Add a person"), href=links.to("people", add="1"), icon="person_add")
    if not staff:
        return empty(
            _("Nobody works here yet"), _("Add people one by one, or read them from a file."), act=_("Import"), path="admin/imports.py"
        )
    asked = people_list.asked(tree(me))
    found = people_list.narrowed(staff, tree(me), asked, here(me))
    if not found:
        return empty(_("Nobody is found"), _("Try another part of the name or code, or look among everybody."))
    put(people_list.shown(found, asked, here(me)))
    pages(people_list.LIST, found)


def adding() -> None:
    back(_("People"), "people")
    masthead(_("Add a person"))
    complaints = Complaints()
    with sheet():
        sent = person_forms.adding(roster(me), tree(me), today, complaints)
    if sent:
        with complaints.listening():
            people.add_employee(database(), me.actor, *sent)
            done(_("{name} is added.").format(name=sent[1]["name"]), PATH, employee=sent[0])


def one(code: str) -> None:
    back(_("People"), "people")
    try:
        found, user = person(me, code), sign_in_of(me, code)
    except Refusal as refusal:
        return wrong(refusal)
    masthead(found["name"], code)
    ways(found, user)
    complaints = Complaints()
    left, right = st.columns(2, gap="medium")
    with left:
        document = person_forms.details(found, roster(me), complaints)
    with right:
        move = person_cards.team(me, code)
        last_day = person_cards.last_day(me, found, user, complaints)
    with complaints.listening():
        if document:
            people.put_employee(database(), me.actor, code, document)
            done(_("Saved."))
        if move:
            moving.move(database(), me.actor, [code], team=move.after.code if move.after else None, from_on=move.from_on)
            done(moves.sentence(move, today))
        if last_day:
            people.put_employee(database(), me.actor, code, {"left_on": last_day.on.isoformat() if last_day.on else None})
            done(leaving.sentence(found["name"], last_day.on, today))


told()
if "add" in st.query_params:
    adding()
elif "employee" in st.query_params:
    one(st.query_params["employee"])
else:
    everybody()
