"""What is said about an organisation, wherever it is: its zone and currency by their names in the reader's language, and a first guess at both."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from functools import cache

import streamlit as st
from babel.core import get_global
from babel.dates import get_day_names, get_timezone_location
from babel.numbers import get_currency_name, get_territory_currencies

from services.calendar.public_holidays import countries
from ui.formats import DATES, NUMBERS, listed
from ui.i18n import _, language

UTC = "UTC"
LANGUAGES = {"en": "English", "zh": "中文"}
ANYWHERE = "001"


@cache
def zones() -> tuple[str, ...]:
    """Every zone in which somebody lives, and UTC."""
    known = zoneinfo.available_timezones()
    return (*sorted(zone for zone in get_global("zone_territories") if zone in known and "/" in zone and not zone.startswith("Etc/")), UTC)


@cache
def _zone_words(zone: str, spoken: str) -> str:
    locale = NUMBERS[spoken]
    if zone == UTC:
        return UTC
    city = get_timezone_location(zone, locale=locale, return_city=True)
    country = locale.territories.get(get_global("zone_territories").get(zone, ""), "")
    return " · ".join(part for part in (city, country, zone) if part)


def zone_words(zone: str) -> str:
    """`Shanghai · China · Asia/Shanghai`."""
    return _zone_words(zone, language())


def zone_choice(key: str, chosen: str | None, *, disabled: bool = False) -> str | None:
    """An IANA zone, found by typing a city or a country."""
    spoken = language()
    options = list(zones()) if not chosen or chosen in zones() else [chosen, *zones()]
    found: str | None = st.selectbox(
        _("Time zone"),
        options,
        index=options.index(chosen) if chosen else None,
        key=key,
        format_func=lambda zone: _zone_words(zone, spoken),
        placeholder=_("Type a city or a country"),
        disabled=disabled,
    )
    return found


@cache
def currencies() -> tuple[str, ...]:
    """The codes of all money that is legal tender somewhere today."""
    today = dt.date.today()
    return tuple(sorted({code for territory in get_global("territory_currencies") for code in get_territory_currencies(territory, today)}))


def currency_words(code: str) -> str:
    """`CNY · Chinese Yuan`."""
    return _currency_words(code, language())


def _currency_words(code: str, spoken: str) -> str:
    return f"{code} · {get_currency_name(code, locale=NUMBERS[spoken])}"


def currency_choice(key: str, chosen: str | None, *, disabled: bool = False) -> str | None:
    """A currency by its ISO code, found by typing the code or the name."""
    spoken = language()
    options = list(currencies()) if not chosen or chosen in currencies() else [chosen, *currencies()]
    found: str | None = st.selectbox(
        _("Currency"),
        options,
        index=options.index(chosen) if chosen else None,
        key=key,
        format_func=lambda code: _currency_words(code, spoken),
        placeholder=_("Type a code or a name"),
        disabled=disabled,
    )
    return found


def country_words(code: str) -> str:
    """`United Kingdom`, `United Kingdom · England`."""
    return _country_words(code, language()).removesuffix(f" · {code}")


def weekdays_words(days: Sequence[int]) -> str:
    """`Mon–Fri`, `Mon, Wed–Sat`; in Chinese `周一至周五`."""
    names = get_day_names("abbreviated", locale=DATES[language()])
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    to = {"en": "–", "zh": "至"}[language()]
    return listed(
        to.join(names[day - 1] for day in (run[:1] + run[-1:] if len(run) > 2 else run))
        if len(run) != 2
        else listed(names[day - 1] for day in run)
        for run in runs
    )


@cache
def _country_words(code: str, spoken: str) -> str:
    land = code.partition("-")[0]
    return " · ".join(part for part in (NUMBERS[spoken].territories.get(land, land), countries().get(code, ""), code) if part)


def country_choice(key: str, chosen: str | None) -> str | None:
    """A country, or a part of one, by whose public holidays days are free; None for none."""
    spoken = language()
    options = sorted(countries(), key=lambda code: _country_words(code, spoken))
    found: str | None = st.selectbox(
        _("Public holidays"),
        options,
        index=options.index(chosen) if chosen in options else None,
        key=key,
        format_func=lambda code: _country_words(code, spoken),
        placeholder=_("No country: type one"),
    )
    return found


def weekdays_choice(key: str, chosen: Sequence[int]) -> list[int]:
    """Days of the week, 1 for Monday to 7."""
    names = get_day_names("abbreviated", locale=DATES[language()])
    found = st.pills(
        _("Working days"), range(1, 8), selection_mode="multi", default=chosen, key=key, format_func=lambda day: names[day - 1]
    )
    return sorted(found)


def zone_of_browser() -> str | None:
    """The zone that the browser says it is in, by its present name; None where it does not say."""
    said = st.context.timezone
    if not isinstance(said, str):
        return None
    zone = get_global("zone_aliases").get(said, said)
    return zone if zone in zones() else None


def currency_of(zone: str | None) -> str | None:
    """What is paid with where the zone is, as a first guess."""
    territory = get_global("zone_territories").get(zone or "")
    if not territory or territory == ANYWHERE:
        return None
    found = get_territory_currencies(territory, dt.date.today())
    return found[0] if found else None
