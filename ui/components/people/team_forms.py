"""The forms about a team: its name and place, and who moves into it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

from services.people.rosters import Person, Presence, TeamNode
from ui.components.admin.admin_forms import Complaints, turned
from ui.components.admin.admin_frame import heading
from ui.components.people.people_choice import offered
from ui.components.people.person_forms import day_input
from ui.components.people.team_choice import NONE, team_choice
from ui.i18n import _

Document = dict[str, Any]


def adding(teams: Sequence[TeamNode], above: str | None, wrong: Complaints) -> tuple[str, Document] | None:
    """Code and document of a new team, when it is sent. above: the team it is proposed to be a part of."""
    with st.form("teams_add_form"):
        code = st.text_input(_("Code"), key="teams_add_code", help=_("The organisation's own, such as EAST. It stays as it is for ever."))
        wrong.beneath("code")
        name = st.text_input(_("Name"), key="teams_add_name")
        wrong.beneath("name")
        parent = team_choice("teams_add_parent", teams, label=_("Part of"), chosen=above or NONE, none=_("Nothing: it stands at the top"))
        wrong.beneath("parent")
        sent = st.form_submit_button(_("Add"), type="primary", icon=":material/add:", key="teams_add_send")
    return (code, {"name": name, "parent": parent or None}) if sent else None


def details(team: TeamNode, teams: Sequence[TeamNode], wrong: Complaints) -> Document | None:
    """What of a team is to be otherwise, when it is sent."""
    key = f"teams_edit_{team.code}"
    heading(_("Details"))
    with st.form(f"{key}_form"):
        name = st.text_input(_("Name"), value=team.name, key=f"{key}_name")
        wrong.beneath("name")
        others = [other for other in teams if other.code != team.code]
        none = _("Nothing: it stands at the top")
        parent = team_choice(f"{key}_parent", others, label=_("Part of"), chosen=team.parent or NONE, none=none)
        wrong.beneath("parent")
        sent = st.form_submit_button(_("Save"), type="primary", key=f"{key}_send")
    return {"name": name, "parent": parent or None} if sent else None


def who_comes(team: TeamNode, people: Sequence[Person], today: dt.date) -> tuple[list[str], dt.date] | None:
    """The codes of whoever is to move into the team, and from which day, as soon as both are chosen."""
    key = turned(f"teams_move_{team.code}")
    elsewhere = [p for p in people if p.presence is not Presence.LEFT and (p.team is None or p.team.code != team.code)]
    choice = offered(key, elsewhere, kept=st.session_state.get(key, []))
    more: dict[str, Any] = {"placeholder": _("Choose people"), "select_all": False, "wrap": True}
    codes = st.multiselect(_("Who moves in"), choice.codes, key=key, format_func=choice.name, **more)
    day = day_input(_("From"), f"{key}_day", today, width=180)
    return (codes, day) if codes and day else None
