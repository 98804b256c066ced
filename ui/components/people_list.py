"""The list of people: what it is narrowed to, and its lines."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from services.rosters import Person, Presence, TeamNode, codes_below, matching
from ui import formats
from ui.components import links
from ui.components.admin_roll import Row, first_page
from ui.components.team_choice import team_choice
from ui.i18n import _
from ui.reading import Here

LIST = "people_list"


def presences() -> dict[str, str]:
    return {"active": _("Active"), "coming": _("To come"), "left": _("Left"), "all": _("All")}


def narrowed(people: Sequence[Person], teams: Sequence[TeamNode]) -> tuple[Person, ...]:
    """The people whom search field, team and presence leave."""
    named = presences()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="people_filters"):
        words = st.text_input(
            _("Name or code"),
            key="people_words",
            type="search",
            live=True,
            icon=":material/search:",
            placeholder=_("Name or code"),
            label_visibility="collapsed",
            persist_state="page",
            on_change=first_page,
            args=(LIST,),
            width=280,
        )
        more: dict[str, Any] = {
            "label_visibility": "collapsed",
            "persist_state": "page",
            "on_change": first_page,
            "args": (LIST,),
            "width": 240,
        }
        team = team_choice("people_team", teams, label=_("Team"), placeholder=_("All teams"), **more) if teams else None
        presence = st.segmented_control(
            _("Presence"),
            list(named),
            default="active",
            required=True,
            key="people_presence",
            format_func=lambda value: named[value],
            label_visibility="collapsed",
            persist_state="page",
            on_change=first_page,
            args=(LIST,),
        )
    wanted = None if presence in (None, "all") else Presence(presence)
    return matching(people, words=words or "", teams=codes_below(teams, team) if team else None, presence=wanted)


def lines(people: Sequence[Person], here: Here) -> list[Row]:
    return [
        Row(
            title=person.name,
            href=links.to("people", employee=person.code),
            code=person.code,
            about=person.team.name if person.team else _("No team"),
            tags=tags(person, here),
            faded=person.presence is Presence.LEFT,
        )
        for person in people
    ]


def members(people: Sequence[Person], here: Here) -> list[Row]:
    """The members of one team, whose name need not stand on every line."""
    return [replace(line, about="") for line in lines(people, here)]


def tags(person: Person, here: Here) -> tuple[tuple[str, str], ...]:
    """What is to be known of whoever is not simply here: to come, about to leave, gone."""
    if person.presence is Presence.COMING and person.joined_on:
        return ((_("from {day}").format(day=formats.day(person.joined_on, here.today)), "good"),)
    if person.left_on is None:
        return ()
    day = formats.day(person.left_on, here.today)
    return (((_("left {day}") if person.presence is Presence.LEFT else _("until {day}")).format(day=day), ""),)
