"""Public holidays: those of China with the weekends worked in exchange, those of other countries by name."""

import datetime as dt

import pytest

from scoring.periods import day_date
from services.calendar.holiday_names import in_chinese
from services.calendar.public_holidays import countries, country_of, public_days, read_country
from services.errors import Invalid


def named(country: str, year: int, *, is_free: bool = True) -> dict[dt.date, str]:
    return {day_date(day.day): day.label["en"] for day in public_days(country, year) if day.is_free is is_free}


def test_the_chinese_new_year_of_2026_is_free_for_nine_days_and_two_saturdays_are_worked_for_it() -> None:
    free = [day for day, name in named("CN", 2026).items() if name == "Spring Festival"]
    assert (free[0], free[-1], len(free)) == (dt.date(2026, 2, 15), dt.date(2026, 2, 23), 9)
    worked = [day for day, name in named("CN", 2026, is_free=False).items() if name == "Spring Festival"]
    assert worked == [dt.date(2026, 2, 14), dt.date(2026, 2, 28)]


def test_chinas_later_years_are_foreseen_without_weekends_in_exchange() -> None:
    assert named("CN", 2027)[dt.date(2027, 2, 6)] == "Chinese New Year (Spring Festival)"
    assert named("CN", 2027, is_free=False) == {}


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    assert dt.date(2026, 4, 6) in named("GB-ENG", 2026)
    assert dt.date(2026, 4, 6) not in named("GB", 2026)


def test_they_are_named_in_both_languages_where_the_country_has_them() -> None:
    new_year = public_days("CN", 2026)[0]
    assert new_year.label == {"en": "New Year's Day", "zh": "元旦"}
    assert all(set(day.label) == {"en", "zh"} for day in public_days("DE-BY", 2026))


def test_where_no_chinese_names_are_known_the_commonest_are_ours_and_the_rest_stay_english() -> None:
    def chinese(country: str) -> dict[dt.date, str]:
        return {day_date(day.day): day.label["zh"] for day in public_days(country, 2026)}

    assert chinese("GB-ENG")[dt.date(2026, 4, 6)] == "复活节星期一"
    assert chinese("GB-ENG")[dt.date(2026, 12, 28)] == "节礼日（补休）"
    assert chinese("US")[dt.date(2026, 11, 26)] == "感恩节"
    assert chinese("DE")[dt.date(2026, 10, 3)] == "德国统一日"
    assert in_chinese("Christmas Day; Battle of Nowhere (observed)") == "圣诞节；Battle of Nowhere (observed)"
    assert in_chinese("New Year's Day (in lieu)") == "New Year's Day (in lieu)"
    assert chinese("HK")[dt.date(2026, 12, 25)] == public_days("HK", 2026)[-2].label["zh"] != "Christmas Day"


def test_nothing_is_known_of_years_beyond_the_calendar() -> None:
    assert public_days("CN", 2150) == ()


def test_the_country_of_a_time_zone_is_a_first_guess() -> None:
    assert (country_of("Asia/Shanghai"), country_of("Europe/London"), country_of("UTC")) == ("CN", "GB", None)


def test_a_country_is_named_by_its_code() -> None:
    assert (read_country("CN"), read_country("GB-ENG"), read_country(""), read_country(None)) == ("CN", "GB-ENG", None, None)
    assert countries()["GB-ENG"] == "England"
    for wrong in ("XX", "cn", 1, ["CN"]):
        with pytest.raises(Invalid, match="holidays must be a country"):
            read_country(wrong)
