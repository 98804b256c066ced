"""Roles in the reader's words: what each is called, what it may do, how far somebody's reaches."""

from services.access import Role
from services.people.rosters import Sight
from ui.i18n import _


def role_name(role: Role) -> str:
    return {
        Role.ADMIN: _("Administrator"),
        Role.MANAGER: _("Manager"),
        Role.EMPLOYEE: _("Employee"),
        Role.SCREEN: _("Screen"),
    }[role]


def role_meaning(role: Role) -> str:
    """What the role is for, in one sentence."""
    return {
        Role.ADMIN: _("Runs Laurel: people, users, keys, settings, and everything a manager does."),
        Role.MANAGER: _("Approves, corrects and reads everything about their teams; changes the scoring plan."),
        Role.EMPLOYEE: _("Records what they do, sees their own points and customers, and everybody on the boards."),
        Role.SCREEN: _("Shows the boards on a wall, and nothing about customers."),
    }[role]


def reach(role: Role, sight: Sight) -> str:
    """About whom somebody may do what their role allows."""
    if role is Role.ADMIN:
        return _("Everything")
    if role is Role.MANAGER and sight.teams:
        return _("{teams}, with the teams below").format(teams=_(", ").join(sight.teams))
    if role is Role.MANAGER:
        return _("Every team")
    if role is Role.EMPLOYEE and sight.employee is None:
        return _("The boards. Ask an administrator to link you to an employee, to have points of your own.")
    if role is Role.EMPLOYEE:
        return _("Yourself, your own customers, and the boards")
    return _("Its own playlist")
