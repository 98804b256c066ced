"""The fields of a screen: what it is called, in which language, about whom and when, how it looks."""

from collections.abc import Sequence

import streamlit as st

from services.screens.screens import NAME_LENGTH
from ui.components.admin.admin_forms import Complaints
from ui.components.screens.words import LANGUAGES, periods
from ui.components.screens.working import Working
from ui.i18n import _
from ui.reading import TeamChoice


def settings(work: Working, teams: Sequence[TeamChoice], wrong: Complaints) -> None:
    """The fields, which keep what is chosen in the tab."""
    playlist = work.screen.playlist
    st.text_input(_("Name of the screen"), key=work.kept("name", work.screen.name), max_chars=NAME_LENGTH, persist_state="page")
    wrong.beneath("name")
    words = names(teams)
    st.multiselect(
        _("Teams"),
        list(words),
        key=work.kept("teams", [code for code in playlist.teams if code in words]),
        format_func=lambda code: words.get(code, code),
        placeholder=_("Everybody"),
        help=_("Those below are included. Left empty: everybody."),
        persist_state="page",
    )
    wrong.beneath("teams")
    with st.container(horizontal=True, gap="medium"):
        _choice(work, "language", _("Language"), LANGUAGES, playlist.language)
        _choice(work, "look", _("Look"), {"dark": _("Dark"), "light": _("Light")}, playlist.look)
        _choice(work, "period", _("Period"), periods(), playlist.period)
        measures = {"per_head": _("Points per head"), "total": _("Points in all")}
        _choice(work, "measure", _("Teams are compared by"), measures, playlist.measure)
    st.toggle(
        _("Sound when something is celebrated"),
        key=work.kept("sound", playlist.sound),
        help=_("Browsers play it once somebody has clicked on the wall."),
        persist_state="page",
    )
    st.toggle(_("QR code to sign in beneath every scene"), key=work.kept("join", playlist.join), persist_state="page")


def names(teams: Sequence[TeamChoice]) -> dict[str, str]:
    """How teams read in a list of options, by their codes: `Norwich · East`. teams: each after the one above it."""
    found: dict[str, str] = {}
    above: list[str] = []
    for team in teams:
        del above[team.depth :]
        found[team.code] = " · ".join((team.name, *above[1:][-1:]))  # the company as a whole says nothing
        above.append(team.name)
    return found


def _choice(work: Working, field: str, label: str, options: dict[str, str], chosen: str) -> None:
    st.segmented_control(
        label,
        list(options),
        key=work.kept(field, chosen),
        format_func=lambda option: options[option],
        required=True,
        width="content",
        persist_state="page",
    )
