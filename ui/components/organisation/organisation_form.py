"""The forms of the organisation's settings, a part at a time: each with what it means, and what is settled with why it cannot change."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from babel.dates import get_day_names

from ui.components.admin.admin_forms import Complaints
from ui.components.organisation.organisation_fields import LANGUAGES, country_choice, currency_choice, weekdays_choice, zone_choice
from ui.components.organisation.organisation_parts import meaning, tie_rules
from ui.formats import DATES
from ui.i18n import _, language
from ui.rendering import show

Document = dict[str, Any]


def edited(part: str, now: Mapping[str, Any], wrong: Complaints) -> Document | None:
    """What a part of the settings is to be, when it is sent; what is settled is left out of it. part: a key of `organisation_parts.titles`."""
    with st.form("organisation_form"):
        document = FORMS[part](now, wrong)
        sent = st.form_submit_button(_("Save"), type="primary", key="organisation_send")
    return {name: value for name, value in document.items() if name not in now["settled"]} if sent else None


def _means(now: Mapping[str, Any], wrong: Complaints, field: str) -> None:
    show("admin_meaning.html", text=meaning(field, now))
    wrong.beneath(field)


def _who(now: Mapping[str, Any], wrong: Complaints) -> Document:
    name = st.text_input(_("Name of the organisation"), value=now["name"], key="organisation_name", max_chars=200)
    _means(now, wrong, "name")
    locale = st.selectbox(
        _("Language of the organisation"),
        list(LANGUAGES),
        index=list(LANGUAGES).index(now["locale"]),
        key="organisation_locale",
        format_func=lambda code: LANGUAGES[code],
    )
    _means(now, wrong, "locale")
    return {"name": name.strip(), "locale": locale}


def _time(now: Mapping[str, Any], wrong: Complaints) -> Document:
    zone = zone_choice("organisation_timezone", now["timezone"], disabled="timezone" in now["settled"])
    _means(now, wrong, "timezone")
    names = get_day_names("wide", locale=DATES[language()])
    weekday = st.selectbox(
        _("First day of the week"),
        range(1, 8),
        index=now["first_weekday"] - 1,
        key="organisation_first_weekday",
        format_func=lambda day: names[day - 1],
        disabled="first_weekday" in now["settled"],
    )
    _means(now, wrong, "first_weekday")
    return {"timezone": zone, "first_weekday": weekday} | _free(now, wrong)


def _free(now: Mapping[str, Any], wrong: Complaints) -> Document:
    """Which days are worked; the organisation's own are entered on a page of their own."""
    worked = weekdays_choice("organisation_working_days", now["working_days"])
    _means(now, wrong, "working_days")
    country = country_choice("organisation_holidays", now["holidays"])
    _means(now, wrong, "holidays")
    return {"working_days": worked, "holidays": country}


def _points(now: Mapping[str, Any], wrong: Complaints) -> Document:
    left, right = st.columns(2)
    with left:
        worth = st.text_input(_("1,000 points are worth"), value=now["points_to_money"], key="organisation_points_to_money", max_chars=20)
    with right:
        currency = currency_choice("organisation_currency", now["currency"])
    _means(now, wrong, "points_to_money")
    wrong.beneath("currency")
    rules = tie_rules()
    tie = st.radio(
        _("When scores are equal"),
        list(rules),
        index=list(rules).index(now["tie_rule"]),
        key="organisation_tie_rule",
        format_func=lambda one: rules[one],
    )
    _means(now, wrong, "tie_rule")
    return {"points_to_money": worth.strip(), "currency": currency, "tie_rule": tie}


def _boards(now: Mapping[str, Any], wrong: Complaints) -> Document:
    may = st.checkbox(_("Employees may stand on boards as a number"), value=now["may_be_unnamed"], key="organisation_may_be_unnamed")
    _means(now, wrong, "may_be_unnamed")
    return {"may_be_unnamed": may}


def _plan(now: Mapping[str, Any], wrong: Complaints) -> Document:
    may = st.checkbox(_("Managers may publish the plan"), value=now["managers_publish"], key="organisation_managers_publish")
    _means(now, wrong, "managers_publish")
    return {"managers_publish": may}


FORMS = {"who": _who, "time": _time, "points": _points, "boards": _boards, "plan": _plan}
