"""The list of people: what it is narrowed to, and its lines."""

from collections.abc import Sequence
from dataclasses import replace

from services.people.rosters import Person, Presence, TeamNode, codes_below, matching
from ui import formats
from ui.components import links
from ui.components.admin_roll import Row, filtering, filters, one_of, search_field
from ui.components.team_choice import team_choice
from ui.i18n import _
from ui.reading import Here

LIST = "people_list"


def presences() -> dict[str, str]:
    return {"active": _("Active"), "coming": _("To come"), "left": _("Left"), "all": _("All")}


def narrowed(people: Sequence[Person], teams: Sequence[TeamNode]) -> tuple[Person, ...]:
    """The people whom search field, team and presence leave."""
    with filters("people"):
        words = search_field("people_words", _("Name or code"), LIST)
        team = _team(teams) if teams else None
        presence = one_of("people_presence", _("Presence"), presences(), LIST)
    wanted = None if presence == "all" else Presence(presence)
    return matching(people, words=words, teams=codes_below(teams, team) if team else None, presence=wanted)


def _team(teams: Sequence[TeamNode]) -> str | None:
    return team_choice("people_team", teams, label=_("Team"), placeholder=_("All teams"), width=240, **filtering(LIST))


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
