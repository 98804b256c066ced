"""What is said about an organisation, wherever it is: its zone and currency by their names in the reader's language, and a first guess at both."""

import datetime as dt
import zoneinfo
from functools import cache

import streamlit as st
from babel.core import get_global
from babel.dates import get_timezone_location
from babel.numbers import get_currency_name, get_territory_currencies

from ui.formats import NUMBERS
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


def currency_choice(key: str, chosen: str | None, *, disabled: bool = False) -> str | None:
    """A currency by its ISO code, found by typing the code or the name."""
    locale = NUMBERS[language()]
    options = list(currencies()) if not chosen or chosen in currencies() else [chosen, *currencies()]
    found: str | None = st.selectbox(
        _("Currency"),
        options,
        index=options.index(chosen) if chosen else None,
        key=key,
        format_func=lambda code: f"{code} · {get_currency_name(code, locale=locale)}",
        placeholder=_("Type a code or a name"),
        disabled=disabled,
    )
    return found


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
