"""What is drawn about one team beside its name: who moves in, who is a member, of which teams it is made."""

from collections.abc import Sequence

import streamlit as st

from services.errors import Refusal
from services.people.moving import Move
from services.people.rosters import Presence, TeamNode
from ui.components.admin.admin_frame import heading
from ui.components.admin.admin_roll import page_of, pages, roll
from ui.components.frame import empty, wrong
from ui.components.people import moves, people_list, team_forms, team_tree
from ui.i18n import _
from ui.menu import page
from ui.reading import here
from ui.reading_admin import foreseen, roster, tree
from ui.sign_in import Viewer


def moving_in(me: Viewer, team: TeamNode) -> Sequence[Move]:
    """Several people come into the team from a day: what will happen is said before it is asked for; nothing until it is."""
    heading(_("Move people here"))
    wanted = team_forms.who_comes(team, roster(me), here(me).today)
    if wanted is None:
        return ()
    codes, day = wanted
    try:
        coming = foreseen(me, codes, team.code, day)
    except Refusal as refusal:
        wrong(refusal)
        return ()
    moves.foreseen(coming, here(me))
    is_asked = st.button(_("Move"), key="teams_move", icon=":material/move_down:", disabled=all(move.is_nothing for move in coming))
    return coming if is_asked else ()


def members(me: Viewer, team: TeamNode) -> None:
    """Who belongs to the team itself, now or from their first day."""
    inside = [p for p in roster(me) if p.team is not None and p.team.code == team.code and p.presence is not Presence.LEFT]
    heading(_("Members"), team_tree.within(team))
    if not inside:
        return empty(_("Nobody belongs to this team itself"), _("Move people here, or look at the teams below it."))
    roll(people_list.members(page_of(f"teams_{team.code}", inside), here(me)))
    pages(f"teams_{team.code}", inside)


def parts(me: Viewer, team: TeamNode, path: str) -> None:
    """The teams that it is made of, and the way to another. path: of the page, as in the menu."""
    below = [other for other in tree(me) if other.parent == team.code]
    if below:
        heading(_("Teams within"))
        team_tree.parts(below)
    st.page_link(page(path), label=_("Add a team within it"), icon=":material/add:", query_params={"add": "1", "within": team.code})
