"""What targets and the boards of one's choice do for whoever asks, as `permission_works` has it for the others."""

import datetime as dt

from db.engine import Database
from services.access import COMMAND_LINE, Actor
from services.boards import narrowing
from services.targets import setting, sheets
from services.targets.lines import Scope
from services.targets.setting import Change
from tests.services.permission_works import PEOPLE, each, numbers
from tests.services.permission_world import NOW, Work

ON = dt.date(2026, 2, 1)
TEAMS = {"near-team": "EAST", "far-team": "WEST"}


def sheet(database: Database, actor: Actor, team: str | None = None) -> object:
    found = sheets.targets_for(database, actor, period="month", on=ON, team=team, now=NOW)
    return numbers(line.code for line in found.lines if line.scope is Scope.EMPLOYEE)


def own(database: Database, actor: Actor, code: str) -> object:
    setting.set_targets(database, COMMAND_LINE, [Change(Scope.MEMBER, "ALL", 10)], period="month", on=ON, now=NOW)
    return sheets.own_target(database, actor, code, period="month", on=ON, now=NOW)


def aim(database: Database, actor: Actor, code: str) -> object:
    scope = Scope.EMPLOYEE if code.startswith("E") and code[1:].isdigit() else Scope.TEAM
    return setting.set_targets(database, actor, [Change(scope, code, 10)], period="month", on=ON, now=NOW)


def works() -> dict[str, Work]:
    return {
        "narrowing.offered": narrowing.offered,
        "sheets.targets_for": sheet,
        "sheets.targets_for/of-west": lambda d, a: sheet(d, a, "WEST"),
        **each("sheets.own_target", PEOPLE, own),
        **each("setting.set_targets", PEOPLE | TEAMS, aim),
    }
