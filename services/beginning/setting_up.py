"""Setting up: an empty database becomes an organisation, with a first plan if there is one already."""

from collections.abc import Iterable

from db import organisation
from db.engine import Database, Session
from db.organisation import OrganisationRow
from scoring.plan import Plan
from services.access import Act, Actor, require
from services.activities.catalogue import write_type
from services.activities.recording import now_micros
from services.calendar.public_holidays import country_of
from services.errors import Conflict
from services.organising import read_currency, read_locale, read_zone
from services.plans.planning import add_version, validated
from services.plans.starters import words_for
from services.values import shown, text
from services.world import ActivityType
from services.writing import actor_number

FIRST_REASON = "first plan"


def initialise(
    database: Database,
    actor: Actor,
    *,
    name: str,
    timezone: str,
    currency: str,
    locale: str = "en",
    first_plan: object | None = None,
    now: int | None = None,
) -> None:
    """The organisation stands: weeks begin on Monday, ranks are 1, 2, 2, 4, 1000 points are worth 100.00, and the public
    holidays of the country where the time zone lies are free.

    first_plan: a document; it is published, and the activity types that it names stand in the catalogue, under the names
    that the starters have for them. All or nothing. Raises Invalid, PlanRefused, Conflict where there is an organisation, Forbidden.
    """
    require(actor, Act.ADMINISTER)
    founded = new_organisation(name=name, timezone=timezone, currency=currency, locale=locale)
    plan = None if first_plan is None else validated(first_plan)
    at = now_micros() if now is None else now
    with database.write() as session:
        organisation.lock(session)
        found(session, founded, actor, at=at)
        if plan is not None:
            begin(session, plan, words_for(plan), actor, at=at)


def found(session: Session, founded: OrganisationRow, actor: Actor, *, at: int) -> None:
    """The organisation stands; the caller holds the head. Raises Conflict where there is one."""
    standing = organisation.organisation(session)
    if standing is not None:
        raise Conflict(f"There is an organisation already: {shown(standing.name)}", code="already_initialised")
    organisation.create(session, founded, created_at=at)
    who = actor_number(session, actor)
    organisation.audit(session, at=at, actor_id=who, action="initialise", subject="organisation", detail=founded.name)
    organisation.touch_directory(session)


def begin(session: Session, plan: Plan, types: Iterable[ActivityType], actor: Actor, *, at: int) -> None:
    """The plan is in force since always, and the types stand in the catalogue; the caller holds the head, and there was no plan."""
    for kind in types:
        write_type(session, kind)
    add_version(session, plan, version=1, effective_from=None, reason=FIRST_REASON, actor=actor, at=at)
    organisation.touch_directory(session)


def new_organisation(*, name: object, timezone: object, currency: object, locale: object) -> OrganisationRow:
    """As `initialise` makes it. Raises Invalid."""
    zone = read_zone(timezone)
    return OrganisationRow(
        name=text(name, "name"),
        timezone=zone,
        currency=read_currency(currency),
        locale=read_locale(locale),
        first_weekday=1,
        tie_rule="standard",
        money_per_1000_points_e4=1_000_000,
        closed_through=None,
        holidays=country_of(zone),
    )
