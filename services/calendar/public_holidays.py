"""Public holidays of a country or a part of it, by name, and the weekends that China works in exchange for some of them.

China's are those that the State Council announced, as far as `chinese_calendar` knows them; later years are as `holidays` foresees them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

import holidays
from chinese_calendar.constants import Holiday
from chinese_calendar.constants import holidays as chinese_free
from chinese_calendar.constants import workdays as chinese_worked

from scoring.periods import day_number
from services.calendar.holiday_names import in_chinese
from services.errors import Invalid
from services.values import shown

CHINA = "CN"
YEARS = range(1970, 2100)
SPOKEN = {"en": ("en_GB", "en_US", "en"), "zh": ("zh_CN", "zh_TW", "zh")}
"""The languages in which a country's holidays may be named, the first that it has."""
CHINESE_YEARS = frozenset(day.year for day in chinese_free)


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A day that is free by law, or one that is worked in exchange. label: by language."""

    day: int
    is_free: bool
    label: Mapping[str, str] = field(hash=False)


@lru_cache(maxsize=512)
def public_days(country: str, year: int) -> tuple[PublicDay, ...]:
    """The public holidays of a year in order of time. country: as `read_country` gives it."""
    if year not in YEARS:
        return ()
    if country == CHINA and year in CHINESE_YEARS:
        return _chinese(year)
    english = _named(country, year, _spoken(country, "en"))
    spoken = _spoken(country, "zh")
    chinese = _named(country, year, spoken) if spoken else {day: in_chinese(name) for day, name in english.items()}
    return tuple(PublicDay(day, True, {"en": name, "zh": chinese.get(day, name)}) for day, name in sorted(english.items()))


def _spoken(country: str, language: str) -> str | None:
    """What `holidays` calls a language; None where it knows no name in it of this country's holidays."""
    known = holidays.country_holidays(country.partition("-")[0]).supported_languages
    return next((one for one in SPOKEN[language] if one in known), None)


def _named(country: str, year: int, spoken: str | None) -> dict[int, str]:
    """The names by day; where no language is given in the country's own, which is English in many that name none."""
    land, _dash, part = country.partition("-")
    found = holidays.country_holidays(land, subdiv=part or None, years=year, language=spoken)
    return {day_number(day): name for day, name in found.items() if day.year == year}


def _chinese(year: int) -> tuple[PublicDay, ...]:
    names = {one.value: {"en": one.value, "zh": one.chinese} for one in Holiday}
    days = [(day, True, name) for day, name in chinese_free.items()] + [(day, False, name) for day, name in chinese_worked.items()]
    return tuple(
        PublicDay(day_number(day), free, names.get(name, {"en": name, "zh": name})) for day, free, name in sorted(days) if day.year == year
    )


# which there are ------------------------------------------------------------------------------------------------------------------


@cache
def countries() -> dict[str, str]:
    """What the organisation may choose: by code (`GB`, `GB-ENG`) the name of the part of the country, empty of a country as a whole."""
    found = {}
    for land, parts in sorted(holidays.list_supported_countries(include_aliases=False).items()):
        found[land] = ""
        aliases = {code: name for name, code in reversed(holidays.country_holidays(land).subdivisions_aliases.items())} if parts else {}
        found |= {f"{land}-{part}": aliases.get(part, part) for part in parts}
    return found


def read_country(value: object) -> str | None:
    """The code of a country or a part of one whose holidays are known; None for none. Raises Invalid."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and value in countries():
        return value
    raise Invalid(f"holidays must be a country such as CN, or a part of one such as GB-ENG, not {shown(value)}", field="holidays")


@cache
def _country_of_zones() -> dict[str, str]:
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text().splitlines()
    return {line.split("\t")[2]: line.split("\t")[0] for line in lines if line and not line.startswith("#")}


def country_of(zone: str) -> str | None:
    """The country in which an IANA zone lies, as a first guess at whose holidays are free; None where none is known."""
    found = _country_of_zones().get(zone)
    return found if found in countries() else None
