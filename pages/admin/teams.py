"""The tree of teams: what lies in what, who belongs where, and who moves from which day."""

import streamlit as st

from services.access import Act
from services.people import moving, people
from ui.components import links
from ui.components.admin.admin_forms import Complaints, done, told
from ui.components.admin.admin_frame import back, masthead_with, sheet
from ui.components.frame import empty, masthead
from ui.components.people import moves, team_cards, team_forms, team_tree
from ui.data import database
from ui.i18n import _
from ui.permission import allowed
from ui.reading import here
from ui.reading_admin import tree
from ui.rendering import put

PATH = "admin/teams.py"
me = allowed(Act.MANAGE_PEOPLE)


def every_team() -> None:
    teams = tree(me)
    masthead_with(_("Teams"), act=_("Add a team"), href=links.to("teams", add="1"))
    if not teams:
        return empty(_("There is no team yet"), _("Begin with the whole organisation, then add regions, and outlets within them."))
    words = team_tree.searched()
    if not words:
        put(team_tree.every(teams, here(me)))
    elif found := team_tree.found(teams, words):
        put(team_tree.rows(found, of=len(teams)))
    else:
        empty(_("No team is found"), _("Try another part of the name or code."))


def adding() -> None:
    back(_("Teams"), "teams")
    masthead(_("Add a team"))
    complaints = Complaints()
    with sheet():
        sent = team_forms.adding(tree(me), st.query_params.get("within"), complaints)
    if sent:
        with complaints.listening():
            people.add_team(database(), me.actor, *sent)
            done(_("{name} is added.").format(name=sent[1]["name"]), PATH, team=sent[0])


def one(code: str) -> None:
    back(_("Teams"), "teams")
    team = next((team for team in tree(me) if team.code == code), None)
    if team is None:
        return empty(_("There is no such team"), _("It may have another code. The tree shows every team."))
    masthead(team.name, " · ".join(filter(None, (team.code, " › ".join(team.above)))))
    complaints = Complaints()
    left, right = st.columns(2, gap="medium")
    with left:
        document = team_forms.details(team, tree(me), complaints)
    with right:
        coming = team_cards.moving_in(me, team)
    team_cards.members(me, team)
    team_cards.parts(me, team, PATH)
    with complaints.listening():
        if document:
            people.put_team(database(), me.actor, code, document)
            done(_("Saved."))
        if coming:
            moving.move(database(), me.actor, [move.code for move in coming], team=code, from_on=coming[0].from_on)
            done(moves.summary(coming, team.name, here(me).today))


told()
if "add" in st.query_params:
    adding()
elif "team" in st.query_params:
    one(st.query_params["team"])
else:
    every_team()
