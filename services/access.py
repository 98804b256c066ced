"""Who may do what: the permission table of the contract, deny by default, asked by every service before it does anything."""

from dataclasses import dataclass
from enum import StrEnum

from services.errors import Forbidden


class Scope(StrEnum):
    ACTIVITIES_WRITE = "activities:write"
    POINTS_READ = "points:read"
    PEOPLE_WRITE = "people:write"
    PLANS_WRITE = "plans:write"
    REWARDS_WRITE = "rewards:write"
    ADMIN = "admin"


class Act(StrEnum):
    """What somebody may want to do, as the rows of the table name it."""

    READ_BOARDS = "read boards of employees and teams"
    READ_CUSTOMERS = "read customers and their boards"
    READ_POINTS = "read somebody's points and entries"
    RECORD = "record activities"
    DECIDE = "approve, decline or reverse activities"
    ADJUST = "adjust points"
    READ_PLAN = "read the plan in force"
    PUBLISH = "publish or rescore a plan"
    SIMULATE = "replay a plan"
    MANAGE_PEOPLE = "manage people, teams and customers"
    MANAGE_CATALOGUE = "manage activity types"
    ADMINISTER = "administer settings, keys, periods and jobs"


SCOPES: dict[Act, frozenset[Scope]] = {
    Act.READ_BOARDS: frozenset({Scope.POINTS_READ}),
    Act.READ_CUSTOMERS: frozenset({Scope.POINTS_READ, Scope.PEOPLE_WRITE}),
    Act.READ_POINTS: frozenset({Scope.POINTS_READ}),
    Act.RECORD: frozenset({Scope.ACTIVITIES_WRITE}),
    Act.DECIDE: frozenset({Scope.ACTIVITIES_WRITE}),
    Act.ADJUST: frozenset({Scope.ADMIN}),
    Act.READ_PLAN: frozenset({Scope.POINTS_READ, Scope.PLANS_WRITE}),
    Act.PUBLISH: frozenset({Scope.PLANS_WRITE}),
    Act.SIMULATE: frozenset({Scope.PLANS_WRITE}),
    Act.MANAGE_PEOPLE: frozenset({Scope.PEOPLE_WRITE}),
    Act.MANAGE_CATALOGUE: frozenset({Scope.PEOPLE_WRITE, Scope.PLANS_WRITE}),
    Act.ADMINISTER: frozenset({Scope.ADMIN}),
}
"""Which scopes let an API key do an act; `admin` lets it do every one."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks. name: as it stands in the ledger and the audit (`cli:`, `key:crm`). An API key has scopes; the command line, which
    whoever holds the machine runs, may do everything."""

    name: str
    scopes: frozenset[Scope] = frozenset()
    is_operator: bool = False

    def may(self, act: Act) -> bool:
        return self.is_operator or Scope.ADMIN in self.scopes or bool(self.scopes & SCOPES.get(act, frozenset()))


COMMAND_LINE = Actor("cli:", is_operator=True)


def require(actor: Actor, act: Act) -> None:
    """Returns where the actor may; raises Forbidden, naming what is lacking, where not."""
    if not actor.may(act):
        wanted = " or ".join(sorted(SCOPES.get(act, frozenset())))
        raise Forbidden(f"This key may not {act}: it needs the scope {wanted}")
