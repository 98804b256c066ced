"""Organising: what the one installation is called, where its days begin, how it counts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

import polars as pl

from db import organisation
from db.engine import Database
from db.organisation import OrganisationRow
from scoring.amounts import format_e4
from services.access import Act, Actor
from services.calendar.public_holidays import read_country
from services.documents import Answer, Document
from services.errors import Conflict, Forbidden, Invalid
from services.values import amount_e4, no_others, shown, text
from services.world import world
from services.writing import writing

CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
LOCALES = ("en", "zh")
TIE_RULES = ("standard", "dense")
SETTLED = {
    "timezone": "The time zone stays as it is: the day of every recorded activity was worked out in it",
    "first_weekday": "The first day of the week stays as it is: the weeks of every recorded activity were counted from it",
}
"""What cannot change once something is recorded, and why."""


def get(database: Database, actor: Actor) -> Answer:
    """name, timezone, currency, locale, first_weekday (1 Monday to 7), tie_rule, points_to_money (money for 1000 points), managers_publish,
    may_be_unnamed (employees may stand on boards as a number), working_days (of the week, 1 Monday to 7), holidays (the country whose public
    holidays are free, or null).

    settled: the fields that cannot change any more. Raises NotReady; Forbidden to whom nothing was given to do.
    """
    if actor.role is None and not actor.is_operator and not actor.scopes:
        raise Forbidden("Sign in first")
    with database.read() as session:
        here = world(database, session).organisation
        has_activities = organisation.head(session).last_activity_id > 0
    return _answer(here) | {"settled": sorted(SETTLED) if has_activities else []}


def change(database: Database, actor: Actor, document: Document, *, now: int | None = None) -> Answer:
    """The organisation stands so; a field left out stays as it is. The audit says what each was and is.

    Raises Invalid, Forbidden, NotReady; Conflict where the time zone or the first day of the week would change although
    activities are recorded.
    """
    no_others(document, frozenset(FIELDS))
    with writing(database, actor, Act.ADMINISTER, now=now) as desk:
        was = desk.world.organisation
        new = replace(was, **{COLUMNS.get(name, name): FIELDS[name](value) for name, value in document.items()})
        has_activities = desk.head.last_activity_id > 0
        before, after = _answer(was), _answer(new)
        changes = {name: {"from": before[name], "to": after[name]} for name in after if before[name] != after[name]}
        if has_activities:
            _refuse_settled(changes)
        if changes:
            organisation.change(desk.session, new)
            desk.touch_directory()
            desk.audit("change organisation", "organisation", changes)
    return after | {"settled": sorted(SETTLED) if has_activities else []}


def _refuse_settled(changes: Mapping[str, object]) -> None:
    for name, why in SETTLED.items():
        if name in changes:
            raise Conflict(why, field=name, code="settled")


def read_zone(value: object) -> str:
    """The name of a zone that both the standard library and polars know; `localtime` is none. Raises Invalid."""
    if isinstance(value, str) and value in available_timezones():
        try:
            pl.Series([0], dtype=pl.Datetime("us", "UTC")).dt.convert_time_zone(value)
        except pl.exceptions.ComputeError:
            pass
        else:
            return value
    raise Invalid(f"timezone must be an IANA name such as Asia/Shanghai, not {shown(value)}", field="timezone")


def read_currency(value: object) -> str:
    if isinstance(value, str) and CURRENCY.fullmatch(value):
        return value
    raise Invalid(f"currency must be three capital letters as ISO 4217 has them, such as CNY, not {shown(value)}", field="currency")


def read_locale(value: object) -> str:
    if isinstance(value, str) and value in LOCALES:
        return value
    raise Invalid(f"locale must be {' or '.join(LOCALES)}, not {shown(value)}", field="locale")


def _first_weekday(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 7:
        return value
    raise Invalid(f"first_weekday must be a number from 1, Monday, to 7, Sunday, not {shown(value)}", field="first_weekday")


def _tie_rule(value: object) -> str:
    if isinstance(value, str) and value in TIE_RULES:
        return value
    raise Invalid(f"tie_rule must be {' or '.join(TIE_RULES)}, not {shown(value)}", field="tie_rule")


def _points_to_money(value: object) -> int:
    found = amount_e4(value, "points_to_money")
    if found < 0:
        raise Invalid("points_to_money must not be negative", field="points_to_money")
    return found


def _managers_publish(value: object) -> int:
    if isinstance(value, bool):
        return int(value)
    raise Invalid(f"managers_publish must be true or false, not {shown(value)}", field="managers_publish")


def _may_be_unnamed(value: object) -> int:
    if isinstance(value, bool):
        return int(value)
    raise Invalid(f"may_be_unnamed must be true or false, not {shown(value)}", field="may_be_unnamed")


def _working_days(value: object) -> int:
    if value == []:
        raise Invalid("Choose which days are worked, at least one", field="working_days")
    days = [day for day in value if isinstance(day, int) and not isinstance(day, bool) and 1 <= day <= 7] if isinstance(value, list) else []
    if not isinstance(value, list) or not days or len(days) != len(value):
        raise Invalid(
            f"working_days must be a list of one to seven numbers from 1, Monday, to 7, Sunday, not {shown(value)}", field="working_days"
        )
    return sum(1 << (day - 1) for day in set(days))


def weekdays(bits: int) -> list[int]:
    """The days of the week for which a bit is set, 1 for Monday to 7."""
    return [day for day in range(1, 8) if bits >> (day - 1) & 1]


FIELDS: Mapping[str, Callable[[object], Any]] = {
    "name": lambda value: text(value, "name"),
    "timezone": read_zone,
    "currency": read_currency,
    "locale": read_locale,
    "first_weekday": _first_weekday,
    "tie_rule": _tie_rule,
    "points_to_money": _points_to_money,
    "managers_publish": _managers_publish,
    "may_be_unnamed": _may_be_unnamed,
    "working_days": _working_days,
    "holidays": read_country,
}
COLUMNS = {"points_to_money": "money_per_1000_points_e4"}


def _answer(row: OrganisationRow) -> Answer:
    return {
        "name": row.name,
        "timezone": row.timezone,
        "currency": row.currency,
        "locale": row.locale,
        "first_weekday": row.first_weekday,
        "tie_rule": row.tie_rule,
        "points_to_money": format_e4(row.money_per_1000_points_e4),
        "managers_publish": bool(row.managers_publish),
        "may_be_unnamed": bool(row.may_be_unnamed),
        "working_days": weekdays(row.working_days),
        "holidays": row.holidays,
    }
