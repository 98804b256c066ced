"""Impartiality: who may approve, decline or reverse an activity, which is nobody whose own it is.

Its employee must be in reach, or the owner of its customer where it has no employee. It is the own of its employee, of its
collaborators, and of whoever has earned from it or would on approval; but a share that comes of one's place, by a rule that
gives to the manager or to the team, makes it nobody's own: else no manager could decide under such a plan.
"""

from collections.abc import Iterator
from typing import Any

from db import ledger, people
from db.engine import Session
from services.access import Act, Actor
from services.activities.seeing import Found, collaborators
from services.errors import Forbidden
from services.explanations.explaining import trace
from services.reaching import employees_in_reach, out_of_reach
from services.world import World

OWN_ACTIVITY = "This is your own activity, or one that you earn from: let somebody else decide it"
BY_PLACE = ("manager", "team")


def require_deciding(session: Session, here: World, actor: Actor, found: Found | None, today: int) -> None:
    """Returns where the actor may decide the activity, or where there is none and everybody is in reach; raises Forbidden where not."""
    reached = employees_in_reach(here.directory, actor, Act.DECIDE, today)
    if reached is not None and (found is None or _person(session, found) not in reached):
        raise out_of_reach(actor, Act.DECIDE)
    if found is not None and is_own(session, here, actor, found):
        raise Forbidden(OWN_ACTIVITY, code="own_activity")


def _person(session: Session, found: Found) -> int | None:
    if found["employee_id"] is not None:
        return int(found["employee_id"])
    return people.owners(session, [found["customer_id"]]).get(found["customer_id"])


def is_own(session: Session, here: World, actor: Actor, found: Found) -> bool:
    """True where the activity is the actor's own; an API key and the command line have none."""
    me = actor.employee_id
    if me is None:
        return False
    return me in (found["employee_id"], *collaborators(found["collaborators"])) or me in _earning(session, here, found)


def _earning(session: Session, here: World, found: Found) -> Iterator[int]:
    """Who has earned from the activity, or would if it were approved, by what they did."""
    entries = ledger.of_activities(session, [found["id"]])
    yield from (row["account_id"] for row in entries if _award(here, row) not in BY_PLACE)
    version = here.plan_at(found["occurred_at"]) if found["pending"] and not entries else None
    if version is not None:
        reckonings = trace(session, here, found["id"], version, ledger.NEVER).reckonings(here.type_keys[found["type_id"]])
        yield from (r.holder for r in reckonings if r.holder is not None and r.points and r.rule.award.to not in BY_PLACE)


def _award(here: World, entry: dict[str, Any]) -> str | None:
    """To whom the rule of an entry gives; None where no rule made it."""
    if entry["plan_version"] is None or entry["rule_id"] is None:
        return None
    key, rules = here.rule_keys[entry["rule_id"]], here.plan_numbered(entry["plan_version"]).plan.rules
    return next((rule.award.to for rule in rules if rule.key == key), None)
