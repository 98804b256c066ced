"""The list of people: what it is narrowed to, and its lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.people.rosters import Person, Presence, TeamNode, codes_below, matching
from ui import formats
from ui.components import links
from ui.components.admin.admin_roll import Row, filtering, filters, once_unless, one_of, page_number, page_of, roll_html, search_field
from ui.components.frame import note_html
from ui.components.people.people_choice import counted
from ui.components.people.team_choice import team_choice
from ui.data import version
from ui.i18n import _
from ui.reading import Here

LIST = "people_list"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to. team: a code; presence: a key of `presences`."""

    words: str
    team: str | None
    presence: str


def presences() -> dict[str, str]:
    return {"active": _("Active"), "coming": _("To come"), "left": _("Left"), "all": _("All")}


def asked(teams: Sequence[TeamNode]) -> Asked:
    """What search field, team and presence ask for."""
    with filters("people"):
        words = search_field("people_words", _("Name or code"), LIST)
        team = _team(teams) if teams else None
        return Asked(words.strip(), team, one_of("people_presence", _("Presence"), presences(), LIST))


def narrowed(people: Sequence[Person], teams: Sequence[TeamNode], asked: Asked, here: Here) -> tuple[Person, ...]:
    """The people who are asked for."""
    wanted = None if asked.presence == "all" else Presence(asked.presence)

    def found() -> tuple[Person, ...]:
        return matching(people, words=asked.words, teams=codes_below(teams, asked.team) if asked.team else None, presence=wanted)

    return once_unless(asked.words, (version().directory_revision, here.today), ("people found", asked), found)


def shown(found: Sequence[Person], asked: Asked, here: Here) -> str:
    """The part of the list that is shown now, with how many there are, as HTML."""

    def drawn() -> str:
        return roll_html(lines(page_of(LIST, found), here)) + note_html(counted(len(found)).format(n=formats.number(len(found))))

    key = "people shown", asked, page_number(LIST, found)
    return once_unless(asked.words, (version().directory_revision, here.today), key, drawn)


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
