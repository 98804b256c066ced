"""The list of users: what it is narrowed to, and its lines."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from services.access import Role
from services.sign_in.users import User
from ui import formats
from ui.components import links
from ui.components.admin_roll import Row, filters, one_of, search_field
from ui.components.roles import role_name
from ui.i18n import _, pgettext
from ui.reading import Here
from ui.reading_admin import at

LIST = "users_list"


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


def narrowed(users: Sequence[User]) -> list[User]:
    """The users whom search field and role leave."""
    named = {"": _("All"), **{role.value: role_name(role) for role in Role}}
    with filters("users"):
        words = search_field("users_words", _("Name or employee"), LIST).casefold().split()
        role = one_of("users_role", _("Role"), named, LIST)
    return [user for user in users if (not role or user.role == role) and all(word in _text(user) for word in words)]


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
