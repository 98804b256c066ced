"""Who may do what: the permission table of the contract, deny by default, asked by every service before it does anything.

`SCOPES` is its column for API keys, `ROLES` are those for users. How far a reach goes (which holders, which teams) is
worked out in `services/reaching.py`, which needs to know the organisation.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from services.errors import Forbidden


class Scope(StrEnum):
    ACTIVITIES_WRITE = "activities:write"
    POINTS_READ = "points:read"
    PEOPLE_WRITE = "people:write"
    PLANS_WRITE = "plans:write"
    REWARDS_WRITE = "rewards:write"
    ADMIN = "admin"


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    EMPLOYEE = "employee"
    SCREEN = "screen"


class Reach(IntEnum):
    """About whom somebody may do an act. OWN: themself and their own customers; TEAMS: the teams given to them and those below, and OWN."""

    NONE = 0
    OWN = 1
    TEAMS = 2
    ALL = 3


class Act(StrEnum):
    """What somebody may want to do, as the rows of the table name it."""

    READ_BOARDS = "read boards of employees and teams"
    READ_CUSTOMERS = "read customers and their boards"
    READ_POINTS = "read somebody's points and entries"
    RECORD = "record activities"
    IMPORT = "import activities from a file"
    ADD_CUSTOMER = "add a customer"
    DECIDE = "approve, decline or reverse activities"
    ADJUST = "adjust points"
    READ_PLAN = "read the plan in force"
    PUBLISH = "publish or rescore a plan"
    DRAFT_PLAN = "draft a plan"
    SIMULATE = "replay a plan"
    AUDIT_PLAN = "check how the plan works"
    MANAGE_PEOPLE = "manage people, teams and customers"
    MANAGE_CATALOGUE = "manage activity types"
    ADMINISTER = "administer settings, keys, periods and jobs"
    SHOW_SCREEN = "show a screen"
    MANAGE_SCREENS = "manage screens and their playlists"
    READ_FEED = "read the feed and react to it"
    CELEBRATE = "choose what is celebrated"
    SET_TARGETS = "set targets"
    GRANT_DAYS = "enter days off"


SCOPES: dict[Act, frozenset[Scope]] = {
    Act.READ_BOARDS: frozenset({Scope.POINTS_READ}),
    Act.READ_CUSTOMERS: frozenset({Scope.POINTS_READ, Scope.PEOPLE_WRITE}),
    Act.READ_POINTS: frozenset({Scope.POINTS_READ}),
    Act.RECORD: frozenset({Scope.ACTIVITIES_WRITE}),
    Act.IMPORT: frozenset({Scope.ACTIVITIES_WRITE}),
    Act.ADD_CUSTOMER: frozenset({Scope.PEOPLE_WRITE}),
    Act.DECIDE: frozenset({Scope.ACTIVITIES_WRITE}),
    Act.ADJUST: frozenset({Scope.ADMIN}),
    Act.READ_PLAN: frozenset({Scope.POINTS_READ, Scope.PLANS_WRITE}),
    Act.PUBLISH: frozenset({Scope.PLANS_WRITE}),
    Act.DRAFT_PLAN: frozenset({Scope.PLANS_WRITE}),
    Act.SIMULATE: frozenset({Scope.PLANS_WRITE}),
    Act.AUDIT_PLAN: frozenset({Scope.POINTS_READ}),
    Act.MANAGE_PEOPLE: frozenset({Scope.PEOPLE_WRITE}),
    Act.MANAGE_CATALOGUE: frozenset({Scope.PEOPLE_WRITE, Scope.PLANS_WRITE}),
    Act.ADMINISTER: frozenset({Scope.ADMIN}),
    Act.SHOW_SCREEN: frozenset({Scope.ADMIN}),
    Act.MANAGE_SCREENS: frozenset({Scope.ADMIN}),
    Act.READ_FEED: frozenset({Scope.POINTS_READ}),
    Act.CELEBRATE: frozenset({Scope.ADMIN}),
    Act.SET_TARGETS: frozenset({Scope.PLANS_WRITE}),
    Act.GRANT_DAYS: frozenset({Scope.PEOPLE_WRITE}),
}
"""Which scopes let an API key do an act; `admin` lets it do every one."""


ROLES: dict[Act, dict[Role, Reach]] = {
    Act.READ_BOARDS: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.ALL, Role.EMPLOYEE: Reach.ALL},
    Act.READ_CUSTOMERS: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.TEAMS, Role.EMPLOYEE: Reach.OWN},
    Act.READ_POINTS: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.TEAMS, Role.EMPLOYEE: Reach.OWN},
    Act.RECORD: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.TEAMS, Role.EMPLOYEE: Reach.OWN},
    Act.IMPORT: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.TEAMS},
    Act.ADD_CUSTOMER: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.TEAMS, Role.EMPLOYEE: Reach.OWN},
    Act.DECIDE: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.TEAMS},
    Act.ADJUST: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.TEAMS},
    Act.READ_PLAN: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.ALL, Role.EMPLOYEE: Reach.ALL},
    Act.PUBLISH: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.ALL},
    Act.DRAFT_PLAN: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.ALL},
    Act.SIMULATE: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.ALL},
    Act.AUDIT_PLAN: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.TEAMS},
    Act.MANAGE_PEOPLE: {Role.ADMIN: Reach.ALL},
    Act.MANAGE_CATALOGUE: {Role.ADMIN: Reach.ALL},
    Act.ADMINISTER: {Role.ADMIN: Reach.ALL},
    Act.SHOW_SCREEN: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.ALL, Role.SCREEN: Reach.ALL},
    Act.MANAGE_SCREENS: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.ALL},
    Act.READ_FEED: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.ALL, Role.EMPLOYEE: Reach.ALL},
    Act.CELEBRATE: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.ALL},
    Act.SET_TARGETS: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.TEAMS},
    Act.GRANT_DAYS: {Role.ADMIN: Reach.ALL, Role.MANAGER: Reach.TEAMS},
}
"""How far each role reaches in each act; a role that is not named may not do it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks. name: as it stands in the ledger and the audit (`cli:`, `key:crm`, `user:ann`).

    An API key has scopes. A user has a role, perhaps the account of an employee, and, as a manager, the teams given to
    them (none: all). Who is linked to no employee has nothing of their own, and so may do nothing that reaches no further.
    screen_id: the one screen that a wall shows.
    The command line, which whoever holds the machine runs, may do everything.
    """

    name: str
    scopes: frozenset[Scope] = frozenset()
    is_operator: bool = False
    role: Role | None = None
    employee_id: int | None = None
    team_ids: frozenset[int] = frozenset()
    screen_id: int | None = None

    def reach(self, act: Act) -> Reach:
        """How far the actor may do the act; a role decides alone, whatever else the actor was given."""
        if self.role is not None:
            found = ROLES.get(act, {}).get(self.role, Reach.NONE)
            if found is Reach.OWN and self.employee_id is None:
                return Reach.NONE
            return Reach.ALL if found is Reach.TEAMS and not self.team_ids else found
        may = self.is_operator or Scope.ADMIN in self.scopes or bool(self.scopes & SCOPES.get(act, frozenset()))
        return Reach.ALL if may else Reach.NONE

    def may(self, act: Act) -> bool:
        """For somebody at least: ask `services.reaching` about whom."""
        return self.reach(act) is not Reach.NONE


COMMAND_LINE = Actor("cli:", is_operator=True)


def require(actor: Actor, act: Act) -> None:
    """Returns where the actor may; raises Forbidden, naming what is lacking, where not."""
    if actor.may(act):
        return
    if actor.role is not None and ROLES.get(act, {}).get(actor.role) is Reach.OWN:
        raise Forbidden("You are not linked to an employee: ask an administrator to link you", code="not_linked")
    if actor.role is not None:
        raise Forbidden(f"Your role does not allow this: to {act}, ask an administrator")
    wanted = " or ".join(sorted(SCOPES.get(act, frozenset())))
    raise Forbidden(f"This key may not {act}: it needs the scope {wanted}")
