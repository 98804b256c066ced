"""The organisation's settings: each with what it means, and what is settled with why it cannot change."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from babel.dates import get_day_names

from services.organising import SETTLED
from ui.components.admin_forms import Complaints
from ui.components.admin_frame import heading
from ui.components.organisation_fields import LANGUAGES, currency_choice, zone_choice
from ui.formats import DATES
from ui.i18n import _, language
from ui.refusals import translated
from ui.rendering import show

Document = dict[str, Any]


def settings(now: Mapping[str, Any], wrong: Complaints) -> Document | None:
    """What the organisation is to be, when it is sent; what is settled is left out of it."""
    with st.form("organisation_form", border=False):
        with st.container(border=True, key="organisation_who"):
            heading(_("Who it is"))
            document = _who(now, wrong)
        with st.container(border=True, key="organisation_time"):
            heading(_("Its time"))
            document |= _time(now, wrong)
        with st.container(border=True, key="organisation_points"):
            heading(_("Its points"))
            document |= _points(now, wrong)
        with st.container(border=True, key="organisation_plan"):
            heading(_("Its plan"))
            document |= _plan(now, wrong)
        sent = st.form_submit_button(_("Save"), type="primary", key="organisation_send")
    return {name: value for name, value in document.items() if name not in now["settled"]} if sent else None


def _means(text: str, wrong: Complaints, field: str) -> None:
    show("admin_meaning.html", text=text)
    wrong.beneath(field)


def _who(now: Mapping[str, Any], wrong: Complaints) -> Document:
    name = st.text_input(_("Name of the organisation"), value=now["name"], key="organisation_name", max_chars=200)
    _means(_("As the people in it call it."), wrong, "name")
    locale = st.selectbox(
        _("Language of the organisation"),
        list(LANGUAGES),
        index=list(LANGUAGES).index(now["locale"]),
        key="organisation_locale",
        format_func=lambda code: LANGUAGES[code],
    )
    _means(_("For whoever has chosen none and whose browser speaks neither English nor Chinese."), wrong, "locale")
    return {"name": name.strip(), "locale": locale}


def _time(now: Mapping[str, Any], wrong: Complaints) -> Document:
    zone = zone_choice("organisation_timezone", now["timezone"], disabled="timezone" in now["settled"])
    _means(
        _why(now, "timezone") or _("Its midnight ends the business day. It cannot be changed once something is recorded."),
        wrong,
        "timezone",
    )
    names = get_day_names("wide", locale=DATES[language()])
    weekday = st.selectbox(
        _("First day of the week"),
        range(1, 8),
        index=now["first_weekday"] - 1,
        key="organisation_first_weekday",
        format_func=lambda day: names[day - 1],
        disabled="first_weekday" in now["settled"],
    )
    _means(
        _why(now, "first_weekday") or _("Boards and limits of a week begin with it. It cannot be changed once something is recorded."),
        wrong,
        "first_weekday",
    )
    return {"timezone": zone, "first_weekday": weekday}


def _why(now: Mapping[str, Any], field: str) -> str:
    """Why a field cannot change; nothing where it can."""
    return translated(SETTLED[field]) if field in now["settled"] else ""


def _points(now: Mapping[str, Any], wrong: Complaints) -> Document:
    left, right = st.columns(2)
    with left:
        worth = st.text_input(_("1,000 points are worth"), value=now["points_to_money"], key="organisation_points_to_money", max_chars=20)
    with right:
        currency = currency_choice("organisation_currency", now["currency"])
    _means(_("Shows beside balances what points come to in money; scores and ranks do not depend on it."), wrong, "points_to_money")
    wrong.beneath("currency")
    rules = {"standard": _("1, 2, 2, 4: who shares a place leaves the next one empty"), "dense": _("1, 2, 2, 3: no place stays empty")}
    tie = st.radio(
        _("When scores are equal"),
        list(rules),
        index=list(rules).index(now["tie_rule"]),
        key="organisation_tie_rule",
        format_func=lambda one: rules[one],
    )
    _means(_("Equal scores always share a place. The boards of closed periods keep the places they had."), wrong, "tie_rule")
    return {"points_to_money": worth.strip(), "currency": currency, "tie_rule": tie}


def _plan(now: Mapping[str, Any], wrong: Complaints) -> Document:
    may = st.checkbox(_("Managers may publish the plan"), value=now["managers_publish"], key="organisation_managers_publish")
    _means(_("Otherwise managers draft it and try it out, and administrators publish."), wrong, "managers_publish")
    return {"managers_publish": may}
