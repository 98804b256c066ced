"""The tree of teams: open as far as it stays readable, found by name or code where it is large."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import streamlit as st

from services.people.rosters import TeamNode
from ui import formats
from ui.components import links
from ui.components.admin.admin_roll import Row, once_unless, roll, roll_html
from ui.components.frame import note_html
from ui.data import version
from ui.i18n import _, ngettext
from ui.reading import Here
from ui.rendering import rendered

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


def every(teams: Sequence[TeamNode], here: Here) -> str:
    """The whole tree, with how many there are, as HTML."""
    return once_unless("", (version().directory_revision, here.today), ("team tree",), lambda: tree(teams) + _count(len(teams)))


def rows(teams: Sequence[TeamNode], *, of: int) -> str:
    """Teams that a search found, each with where it lies, as HTML. of: how many there are."""
    return roll_html([_row(team, " › ".join(team.above)) for team in teams[:MOST_FOUND]], avatars=False) + _count(of)


def _count(n: int) -> str:
    return note_html(ngettext("{n} team", "{n} teams", n).format(n=formats.number(n)), _("Numbers are people active today"))


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


def tree(teams: Sequence[TeamNode]) -> str:
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

    return rendered("admin_tree.html", nodes=[node(team) for team in below[None]])
