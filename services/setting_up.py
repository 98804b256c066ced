"""Setting up: an empty database becomes an organisation, with a first plan if there is one already."""

import re
from zoneinfo import available_timezones

import polars as pl

from db import catalogue, organisation
from db.engine import Database
from db.organisation import OrganisationRow
from services.access import COMMAND_LINE, Act, Actor, require
from services.errors import Conflict, Invalid
from services.planning import add_version, validated
from services.recording import now_micros
from services.values import shown, text
from services.writing import actor_number

CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
LOCALES = ("en", "zh")
FIRST_REASON = "first plan"


def initialise(
    database: Database,
    *,
    name: str,
    timezone: str,
    currency: str,
    locale: str = "en",
    first_plan: object | None = None,
    actor: Actor = COMMAND_LINE,
    now: int | None = None,
) -> None:
    """The organisation stands: weeks begin on Monday, ranks are 1, 2, 2, 4, and 1000 points are worth 100.00.

    first_plan: a document; it is published, and the activity types that it names stand in the catalogue. All or
    nothing. Raises Invalid, PlanRefused, Conflict where there is an organisation, Forbidden.
    """
    require(actor, Act.ADMINISTER)
    founded = _founded(name, timezone, currency, locale)
    plan = None if first_plan is None else validated(first_plan)
    at = now_micros() if now is None else now
    with database.write() as session:
        organisation.lock(session)
        standing = organisation.organisation(session)
        if standing is not None:
            raise Conflict(f"There is an organisation already: {shown(standing.name)}", code="already_initialised")
        organisation.create(session, founded, created_at=at)
        who = actor_number(session, actor)
        organisation.audit(session, at=at, actor_id=who, action="initialise", subject="organisation", detail=name)
        if plan is not None:
            for key in sorted(plan.activity_types):
                catalogue.put_type(session, key=key, label_en=key, label_zh=key, requires="[]", approval=0)
            add_version(session, plan, version=1, effective_from=None, reason=FIRST_REASON, actor=actor, at=at)
        organisation.touch_directory(session)


def _founded(name: str, timezone: str, currency: str, locale: str) -> OrganisationRow:
    if not isinstance(currency, str) or not CURRENCY.fullmatch(currency):
        message = f"currency must be three capital letters as ISO 4217 has them, such as CNY, not {shown(currency)}"
        raise Invalid(message, field="currency")
    if locale not in LOCALES:
        raise Invalid(f"locale must be {' or '.join(LOCALES)}, not {shown(locale)}", field="locale")
    return OrganisationRow(
        name=text(name, "name"),
        timezone=_zone(timezone),
        currency=currency,
        locale=locale,
        first_weekday=1,
        tie_rule="standard",
        money_per_1000_points_e4=1_000_000,
        closed_through=None,
    )


def _zone(value: str) -> str:
    """The name of a zone that both the standard library and polars know; `localtime` is none."""
    if isinstance(value, str) and value in available_timezones():
        try:
            pl.Series([0], dtype=pl.Datetime("us", "UTC")).dt.convert_time_zone(value)
        except pl.exceptions.ComputeError:
            pass
        else:
            return value
    raise Invalid(f"timezone must be an IANA name such as Asia/Shanghai, not {shown(value)}", field="timezone")
