"""The list of users: what it is narrowed to, and its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.access import Role
from services.sign_in.users import User
from ui import formats
from ui.components import links
from ui.components.admin.admin_roll import Row, filters, once_unless, one_of, page_number, page_of, roll_html, search_field
from ui.components.frame import note_html
from ui.components.users.roles import role_name
from ui.i18n import _, ngettext, pgettext
from ui.reading import Here, here
from ui.reading_admin import at, tree, version_of_users
from ui.sign_in import Viewer

LIST = "users_list"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to. role: empty for every one."""

    words: str
    role: str


class State(StrEnum):
    ACTIVE = "active"
    INVITED = "invited"
    LOCKED = "locked"
    DISABLED = "disabled"


def state_of(user: User) -> State:
    """What keeps a user out, if anything does; the gravest first."""
    if user.is_disabled:
        return State.DISABLED
    if user.is_locked:
        return State.LOCKED
    return State.ACTIVE if user.has_password else State.INVITED


def state_tag(user: User) -> tuple[str, str]:
    """Words and kind of a tag."""
    return {
        State.ACTIVE: (pgettext("user", "Active"), ""),
        State.INVITED: (_("Invited"), "good"),
        State.LOCKED: (_("Locked"), "bad"),
        State.DISABLED: (_("Disabled"), ""),
    }[state_of(user)]


def asked() -> Asked:
    """What search field and role ask for."""
    named = {"": _("All"), **{role.value: role_name(role) for role in Role}}
    with filters("users"):
        return Asked(search_field("users_words", _("Name or employee"), LIST).strip(), one_of("users_role", _("Role"), named, LIST))


def narrowed(users: Sequence[User], asked: Asked) -> list[User]:
    """The users who are asked for."""
    words = asked.words.casefold().split()
    return [user for user in users if (not asked.role or user.role == asked.role) and all(word in _text(user) for word in words)]


def shown(me: Viewer, found: Sequence[User], asked: Asked) -> str:
    """The part of the list that is shown now, with how many there are, as HTML."""

    def drawn() -> str:
        names = {team.code: team.name for team in tree(me)}
        count = ngettext("{n} user", "{n} users", len(found)).format(n=formats.number(len(found)))
        return roll_html(lines(page_of(LIST, found), names, here(me))) + note_html(count)

    return once_unless(asked.words, (version_of_users(me), here(me).today), ("users shown", asked, page_number(LIST, found)), drawn)


def _text(user: User) -> str:
    return f"{user.name} {user.employee or ''} {user.employee_name or ''}".casefold()


def lines(users: Sequence[User], teams: Mapping[str, str], here: Here) -> list[Row]:
    """teams: names by code."""
    return [
        Row(
            title=user.name,
            href=links.to("users", name=user.name),
            code=role_name(user.role),
            about=_about(user, teams),
            beside=seen(user, here),
            tags=(state_tag(user),),
            faded=user.is_disabled,
        )
        for user in users
    ]


def _about(user: User, teams: Mapping[str, str]) -> str:
    given = [teams.get(code, code) for code in user.teams]
    if user.role is Role.MANAGER and not given:
        given = [_("every team")]
    return " · ".join(filter(None, (user.employee_name, _(", ").join(given))))


def facts_of(user: User, here: Here) -> list[tuple[str, str]]:
    """What is known of how they sign in."""
    added = formats.moment(at(user.created_at), here.now, here.zone)
    password = _("Chosen") if user.has_password else _("Not chosen yet")
    return [(_("State"), state_tag(user)[0]), (_("Password"), password), (_("Last sign-in"), seen(user, here)), (_("Added"), added)]


def seen(user: User, here: Here) -> str:
    """When they signed in last."""
    if user.last_sign_in_at is None:
        return _("never signed in")
    return formats.moment(at(user.last_sign_in_at), here.now, here.zone)
