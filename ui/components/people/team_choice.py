"""Choosing a team from the tree: by its name, and that of the team it is a part of."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from services.people.rosters import TeamNode
from ui.i18n import _

NONE = ""


def team_choice(
    key: str,
    teams: Sequence[TeamNode],
    *,
    label: str,
    chosen: str | None = None,
    none: str | None = None,
    placeholder: str = "",
    **more: Any,
) -> str | None:
    """The code of the chosen team; empty text for `none`, which stands first where it is given; None where nothing is chosen yet."""
    codes = ([NONE] if none is not None else []) + [team.code for team in teams]
    words = names(teams) | {NONE: none or ""}
    return st.selectbox(
        label,
        codes,
        key=key,
        index=codes.index(chosen) if chosen in codes else None,
        format_func=lambda code: words.get(code, code),
        placeholder=placeholder or _("Choose a team"),
        **more,
    )


def names(teams: Sequence[TeamNode]) -> dict[str, str]:
    """How teams read in a list of options, by their codes: `Norwich · East`."""
    return {team.code: " · ".join((team.name, *team.above[-1:])) for team in teams}
