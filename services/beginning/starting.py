"""Starting: on the first run an empty database becomes an organisation with its first administrator, at once or not at all."""

from collections.abc import Mapping

from db import organisation
from db.engine import Database
from db.organisation import OrganisationRow
from scoring.plan import Plan
from services.access import Act, Actor, require
from services.activities.catalogue import put_type, read_type, write_type
from services.activities.recording import now_micros
from services.beginning import founding, setting_up
from services.errors import Invalid
from services.plans.starters import (
    StarterPlan,
    StarterRule,
    put_catalogue,
    starter_document,
    starter_plan,
    starter_plans,
    starter_types,
    types_of,
)
from services.sign_in.signing_in import HOME
from services.values import no_others
from services.world import ActivityType
from services.writing import writing

__all__ = [
    "StarterPlan",
    "StarterRule",
    "add_starter_types",
    "found",
    "is_founded",
    "put_catalogue",
    "put_starter_types",
    "starter_document",
    "starter_plans",
    "starter_types",
]

ORGANISATION = ("name", "timezone", "currency", "locale")


def is_founded(database: Database) -> bool:
    """True where there is an organisation: then the first run asks for an administrator alone."""
    with database.read() as session:
        return organisation.organisation(session) is not None


def found(
    database: Database,
    secret: str,
    *,
    user: str,
    password: str,
    organisation: Mapping[str, object] | None = None,
    plan: str | None = None,
    language: str | None = None,
    following: str = HOME,
    now: int | None = None,
) -> str:
    """The organisation stands with a starter plan and its activity types, and its first administrator; a ticket that leads them in.

    secret: of the link that the server printed, used up by this; of two browsers at once one is first. organisation: name,
    timezone, currency, locale; None where there is one already. plan: the key of a starter, None for no plan yet. Raises
    Unknown for a link or a plan that there is not, Invalid (fields of the organisation as `organisation.name`), Conflict; then
    nothing stands, and the link still works.
    """
    at = now_micros() if now is None else now
    founded = None if organisation is None else _read(organisation)
    if founded is None and plan is not None:
        raise Invalid("The organisation stands already: publish a plan on the plan page", field="plan")
    first = None if plan is None else (starter_plan(plan), types_of(plan))
    founder = founding.new_founder(database, secret, user, password, language=language, now=at)
    return _stand(database, secret, founder, founded, first, following, at)


def _read(document: Mapping[str, object]) -> OrganisationRow:
    try:
        no_others(document, frozenset(ORGANISATION))
        return setting_up.new_organisation(**{name: document.get(name) for name in ORGANISATION})
    except Invalid as wrong:
        raise Invalid(wrong.message, field=f"organisation.{wrong.field}", code=wrong.code) from wrong


def _stand(
    database: Database,
    secret: str,
    founder: founding.Founder,
    founded: OrganisationRow | None,
    plan: tuple[Plan, list[ActivityType]] | None,
    following: str,
    at: int,
) -> str:
    with database.write() as session:
        organisation.lock(session)
        ticket = founding.admit(session, secret, founder, following=following, at=at)
        if founded is not None:
            setting_up.found(session, founded, founder.actor, at=at)
            if plan is not None:
                setting_up.begin(session, plan[0], plan[1], founder.actor, at=at)
        elif organisation.organisation(session) is None:
            raise Invalid("There is no organisation yet: give it a name", field="organisation.name", code="missing")
        return ticket


def put_starter_types(database: Database, actor: Actor, *, now: int | None = None) -> None:
    """The catalogue holds the types of field sales; those that stood under a key alone have names. Raises Forbidden, NotReady."""
    for key, document in starter_types():
        put_type(database, actor, key, document, now=now)


def add_starter_types(database: Database, actor: Actor, key: str, *, now: int | None = None) -> tuple[str, ...]:
    """The catalogue holds the types of a starter; the keys of those that are new.

    A type that stands under the same key is left as it is, switched off or not. Raises Unknown, Forbidden, NotReady.
    """
    require(actor, Act.MANAGE_CATALOGUE)
    offered = dict(starter_types(key))
    with writing(database, actor, Act.MANAGE_CATALOGUE, now=now) as desk:
        new = tuple(name for name in offered if name not in desk.world.types)
        for name in new:
            write_type(desk.session, read_type(name, None, offered[name]))
            desk.audit("put type", f"type:{name}", {"starter": key})
        if new:
            desk.touch_directory()
        return new
