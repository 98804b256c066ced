"""The tree of teams: open as far as it stays readable, found by name or code where it is large."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import streamlit as st

from services.people.rosters import TeamNode
from ui.components import links
from ui.components.admin_roll import Row, roll
from ui.i18n import _, ngettext
from ui.rendering import show

OPEN_ALL = 30
MOST_FOUND = 100


def searched() -> str:
    """What the reader looks for."""
    words = st.text_input(
        _("Team or code"),
        key="teams_words",
        type="search",
        live=True,
        icon=":material/search:",
        placeholder=_("Team or code"),
        label_visibility="collapsed",
        persist_state="page",
        width=320,
    )
    return (words or "").strip()


def found(teams: Sequence[TeamNode], words: str) -> list[TeamNode]:
    """The teams with every typed word in code or name."""
    typed = words.casefold().split()
    return [team for team in teams if all(word in f"{team.code} {team.name}".casefold() for word in typed)]


def rows(teams: Sequence[TeamNode]) -> None:
    """Teams that a search found, each with where it lies."""
    roll([_row(team, " › ".join(team.above)) for team in teams[:MOST_FOUND]], avatars=False)


def parts(teams: Sequence[TeamNode]) -> None:
    """Teams of which it is known where they lie."""
    roll([_row(team, "") for team in teams], avatars=False)


def _row(team: TeamNode, about: str) -> Row:
    return Row(team.name, links.to("teams", team=team.code), team.code, about, counted(team.members))


def counted(n: int) -> str:
    return ngettext("{n} active member", "{n} active members", n).format(n=n)


def within(team: TeamNode) -> str:
    """How many belong to a team, and to the teams below it."""
    if team.members == team.own_members:
        return counted(team.members)
    return _("{own} of its own, {all} with the teams below").format(own=team.own_members, all=counted(team.members))


def tree(teams: Sequence[TeamNode]) -> None:
    """Every team beneath the one it lies in; of a large tree the regions are closed."""
    below: dict[str | None, list[TeamNode]] = defaultdict(list)
    for team in teams:
        below[team.parent].append(team)
    depth_open = 99 if len(teams) <= OPEN_ALL else 1

    def node(team: TeamNode) -> dict[str, Any]:
        return {
            "name": team.name,
            "code": team.code,
            "href": links.to("teams", team=team.code),
            "members": team.members,
            "counted": counted(team.members),
            "is_open": team.depth < depth_open,
            "below": [node(child) for child in below[team.code]],
        }

    show("admin_tree.html", nodes=[node(team) for team in below[None]])
