"""Who stands on boards as a number: where the organisation allows it, every employee chooses for themself.

What readers share holds, in the place of such a name, a mark with the number (`board_name`); it becomes words where the reader's language is
known (`shown_name`). To themself everybody has their name.
"""

from dataclasses import dataclass

from config.phrases import PHRASES
from db import people
from db.engine import Database
from scoring.directory import EmployeeFacts
from services.access import Act, Actor, require
from services.errors import Conflict, Forbidden
from services.world import World, world
from services.writing import writing

MARK = "\x1f"
"""No name holds a control character (`services.values.text`), so none is taken for a number."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How an employee stands on boards. is_allowed: whether the organisation lets its employees choose; number: theirs, None before they first chose."""

    is_allowed: bool
    is_unnamed: bool
    number: int | None


def choose(database: Database, actor: Actor, *, unnamed: bool, now: int | None = None) -> Naming:
    """The employee who asks stands on boards as a number, given once, or by name again.

    Raises Forbidden for whoever is no employee, Conflict where the organisation does not allow it.
    """
    require(actor, Act.READ_BOARDS)
    with writing(database, actor, Act.READ_BOARDS, now=now) as desk:
        facts = _employee(desk.world, actor)
        if unnamed and not desk.world.organisation.may_be_unnamed:
            raise Conflict("Your organisation shows everybody by name", field="unnamed", code="not_allowed")
        number = facts.member_number or (_next_number(desk.world) if unnamed else None)
        if unnamed != facts.is_unnamed:
            people.set_unnamed(desk.session, facts.id, is_unnamed=unnamed, member_number=number)
            desk.touch_directory()
            desk.audit("stand on boards as a number" if unnamed else "stand on boards by name", f"employee:{facts.code}")
        return Naming(bool(desk.world.organisation.may_be_unnamed), unnamed, number)


def own_naming(database: Database, actor: Actor) -> Naming | None:
    """How the employee who asks stands on boards; None for whoever is no employee. Raises Forbidden."""
    require(actor, Act.READ_BOARDS)
    with database.read() as session:
        here = world(database, session)
    facts = here.directory.employees.get(actor.employee_id or 0)
    return Naming(bool(here.organisation.may_be_unnamed), facts.is_unnamed, facts.member_number) if facts else None


def _employee(here: World, actor: Actor) -> EmployeeFacts:
    facts = here.directory.employees.get(actor.employee_id or 0)
    if actor.role is None or facts is None:
        raise Forbidden("You are not linked to an employee: ask an administrator to link you", code="not_linked")
    return facts


def _next_number(here: World) -> int:
    return 1 + max((e.member_number or 0 for e in here.directory.employees.values()), default=0)


# for boards, feed and screens -----------------------------------------------------------------------------------------------------


def is_unnamed(here: World, facts: EmployeeFacts) -> bool:
    """True of whoever stands as a number, for everybody else."""
    return bool(here.organisation.may_be_unnamed) and facts.is_unnamed and facts.member_number is not None


def board_name(here: World, facts: EmployeeFacts) -> str:
    """What stands for an employee in whatever readers share: the name, or a mark with the number, for `shown_name`."""
    return f"{MARK}{facts.member_number}" if is_unnamed(here, facts) else facts.name


def member_number(name: str) -> str | None:
    """The number in what `board_name` gave; None of a name."""
    return name.removeprefix(MARK) if name.startswith(MARK) else None


def shown_name(name: str, language: str) -> str:
    """What `board_name` gave, in words: the name, or `Member 17`. Any other name, of a team or a customer, stays as it is."""
    number = member_number(name)
    return name if number is None else PHRASES[language]["member"].format(n=number)
