"""Trying a rule: on an example, by a small form of what the rule looks at, with the reckoning; and on the last real activities."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from services.plans import trying_rules
from services.plans.editing_plans import as_written
from services.plans.trying_samples import on_sample
from ui import formats
from ui.components.activities.reckoning import steps
from ui.components.admin.admin_forms import Complaints
from ui.components.admin.admin_frame import heading
from ui.components.pickers import colleagues, customer_meant, customer_options, employee_picker, offered
from ui.components.plan.plan_rule_offers import FLAG, NUMBER, Field, Offer
from ui.components.plan.plan_rule_parts import MARK, as_float, chosen
from ui.components.plan.plan_tried import tried
from ui.data import database
from ui.i18n import _, language, pgettext
from ui.reading import here
from ui.rendering import show
from ui.sign_in import Viewer

TRIED = f"{MARK}_tried"
KEY = f"{MARK}_sample"
NUMBERS = ("amount", "quantity")
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """What stands in the form: an activity as the API takes one, its day, and where its mistakes are told."""

    activity: Document
    on: dt.date
    wrong: Complaints


def button() -> None:
    """From its press on the rule is tried at every change."""
    st.button(_("Try the rule"), key=f"{MARK}_try", icon=":material/science:", on_click=_begin)


def _begin() -> None:
    st.session_state[TRIED] = True


def example(reader: Viewer, rule: Document, activities: Sequence[str], offered: Offer) -> Example | None:
    """The form of an example; None while the rule is not tried."""
    if not st.session_state.get(TRIED):
        return None
    heading(_("On an example"))
    wrong, today = Complaints(), here(reader).today
    activity = {"type": _type(activities, offered)} | _people(reader, wrong) | _read(reader, rule, activities, offered, wrong)
    day = st.date_input(pgettext("date", "Day"), value=today, key=f"{KEY}_day")
    wrong.beneath("type", "activities", "occurred_at")
    given = {name: value for name, value in activity.items() if value not in (None, "", [], {})}
    return Example(given, day if isinstance(day, dt.date) else today, wrong)


def _people(reader: Viewer, wrong: Complaints) -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        employee = employee_picker(reader, f"{KEY}_employee", _("Employee"), chosen=reader.employee)
        wrong.beneath("employee")
    with right:
        customer = _customer(reader)
        wrong.beneath("customer")
    return {"employee": employee, "customer": customer}


def _type(activities: Sequence[str], offered: Offer) -> str | None:
    if len(activities) < 2:
        return activities[0] if activities else None
    return chosen(_("Activity"), {key: offered.types.get(key, key) for key in activities}, None, f"{KEY}_type")


def _customer(reader: Viewer) -> str | None:
    key = f"{KEY}_customer"
    st.session_state.setdefault(key, None)
    options = customer_options(reader, st.session_state[key])
    if st.session_state[key] not in (None, *options):
        st.session_state[key] = customer_meant(reader, st.session_state[key])
    return offered(_("Customer"), options, key)


def _read(reader: Viewer, rule: Document, activities: Sequence[str], offered: Offer, wrong: Complaints) -> dict[str, Any]:
    """What the rule looks at beside people and days, two side by side."""
    found: dict[str, Any] = {}
    fields = _fields(rule, activities, offered)
    for place, field in enumerate(fields):
        if place % 2 == 0:
            sides = st.columns(2)
        with sides[place % 2]:
            found[field.name] = _value(field, _proposed(rule, field.name))
            wrong.beneath(field.name)
    if _award(rule).get("to") == "collaborators":
        known = colleagues(reader)
        found["collaborators"] = st.multiselect(
            _("Together with"),
            list(known),
            key=f"{KEY}_collaborators",
            format_func=lambda code: known[code],
            placeholder=_("Colleagues who took part"),
            select_all=False,
        )
        wrong.beneath("collaborators")
    attributes = {name.removeprefix("attributes."): found.pop(name) for name in list(found) if name.startswith("attributes.")}
    return found | {"attributes": {name: value for name, value in attributes.items() if value not in (None, "")}}


def _fields(rule: Document, activities: Sequence[str], offered: Offer) -> list[Field]:
    """The fields that the rule looks at, as far as an example must name them."""
    award, cooldown = _award(rule), rule.get("cooldown")
    names = [award.get("of"), award.get("to")]
    names += [one.get("field") for one in rule.get("when") or ()]
    names += [name for limit in (*(rule.get("limits") or ()), cooldown or {}) for name in limit.get("same") or ()]
    wanted = [name for name in dict.fromkeys(map(str, names)) if name in (*NUMBERS, "channel") or name.startswith("attributes.")]
    return [offered.fields(activities, name)[name] for name in wanted]


def _award(rule: Document) -> Document:
    found = rule.get("award")
    return found if isinstance(found, Mapping) else {}


def _proposed(rule: Document, name: str) -> Any:
    """What the rule asks for in a field, with which it would give something."""
    wanted = next((one.get("value") for one in rule.get("when") or () if one.get("field") == name), None)
    if isinstance(wanted, list):
        return wanted[0] if wanted else None
    return _award(rule).get("per") if wanted is None and _award(rule).get("of") == name else wanted


def _value(field: Field, proposed: Any) -> Any:
    words, key = field.words[:1].upper() + field.words[1:], f"{KEY}_{field.name}"
    if field.kind == NUMBER:
        found = st.number_input(words, value=as_float(proposed), format="%.10g", key=key)
        return None if found is None else _exact(found) if field.name in NUMBERS else _plain(found)
    if field.kind == FLAG:
        return chosen(words, {"true": _("yes"), "false": _("no")}, str(proposed).lower(), key) == "true"
    if field.choices:
        return chosen(words, field.choices, proposed, key)
    return st.text_input(words, value="" if proposed is None else str(proposed), max_chars=200, key=key).strip()


def _exact(found: float) -> str:
    return str(as_written(found))


def _plain(found: float) -> int | float:
    return int(found) if found.is_integer() else found


def answered(reader: Viewer, document: Document, place: int, example: Example) -> None:
    """What a rule of the document would give for the example, and for the last real activities."""
    now = here(reader)
    with example.wrong.listening():
        found = on_sample(database(), reader.actor, document, place, example.activity, on=example.on, language=language())
        lines = [(formats.signed(one.points), one.holder, one.why, steps(dict(one.reckoning), now)) for one in found]
        show("plan_sampled.html", sampled=lines)
    heading(_("On the last real ones"))
    tried(trying_rules.last_ones(database(), reader.actor, document, place, language=language()), now)
