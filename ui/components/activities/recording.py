"""The form that records an activity, made from its type; what is typed into it is kept as a draft at every step."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import streamlit as st

from services.access import Act, Reach
from services.activities import drafting
from services.errors import Conflict, Refusal
from ui import formats
from ui.components.activities import recording_photos
from ui.components.customers.customers import add_button, adding
from ui.components.pickers import colleagues, customer_meant, customer_options, employee_picker, offered
from ui.data import database
from ui.i18n import _, label, pgettext
from ui.reading import Here
from ui.refusals import sentence
from ui.sign_in import Viewer
from ui.text import plain

PAGE = "record"
DRAFT = "record_draft"
Draft = dict[str, Any]
LONGEST_NOTE = 4000
FEW = 6
"""As many choices stand side by side; more go into a list."""


def draft(me: Viewer) -> Draft:
    """What was typed and not yet recorded, here or on another device."""
    if DRAFT not in st.session_state:
        st.session_state[DRAFT] = drafting.kept(database(), me.actor, PAGE) or fresh()
    found: Draft = st.session_state[DRAFT]
    return found


def fresh() -> Draft:
    """An empty draft. external_id: what makes it one activity, however often it is sent."""
    return {"external_id": uuid.uuid4().hex}


def keep(me: Viewer, now: Draft) -> None:
    """The draft stands so, in the database, where it differs from before."""
    if now != st.session_state.get(DRAFT):
        st.session_state[DRAFT] = now
        drafting.keep(database(), me.actor, PAGE, now)


def forget(me: Viewer) -> None:
    """The form is empty again."""
    drafting.drop(database(), me.actor, PAGE)
    for key in [k for k in st.session_state if str(k).startswith("record_")]:
        del st.session_state[key]


def form(me: Viewer, here: Here, types: Mapping[str, dict[str, Any]]) -> Draft:
    """The form; what stands in it now."""
    was = draft(me)
    now: Draft = {"external_id": was["external_id"]}
    if "pressed_at" in was:
        now["pressed_at"] = was["pressed_at"]
    now["type"] = _type(was, types)
    kind = types.get(now["type"] or "")
    if kind is None:
        return now
    now["employee"] = _employee(me, was)
    for field in _fields(kind):
        value = _field(me, here, field, was, field["name"] in kind["requires"])
        if value not in (None, "", [], {}):
            now[field["name"]] = value
    return now | _moment(was, here)


def _type(was: Draft, types: Mapping[str, dict[str, Any]]) -> str | None:
    asked = st.query_params.get("type")
    st.session_state.setdefault("record_type", was.get("type") or (asked if asked in types else None))
    if st.session_state["record_type"] not in types:
        st.session_state["record_type"] = None
    chosen: str | None = st.pills(
        _("What did you do?"),
        list(types),
        key="record_type",
        format_func=lambda key: f":material/{types[key]['icon'] or 'task_alt'}: {plain(label(types[key]['label']))}",
        required=True,  # a second tap on what is chosen takes nothing away
    )
    return chosen


def _employee(me: Viewer, was: Draft) -> str | None:
    """Whose activity it is: one's own, or for whom one may record."""
    if me.actor.reach(Act.RECORD) is Reach.OWN:
        return me.employee
    return employee_picker(me, "record_employee", _("Who did it?"), chosen=was.get("employee") or me.employee)


def _fields(kind: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the form offers, and what is needed though the form does not name it."""
    offered = list(kind["fields"]) or [{"name": name} for name in ("customer", "note", "evidence")]
    named = {field["name"] for field in offered}
    return offered + [{"name": name} for name in kind["requires"] if name not in named and name != "employee"]


def _field(me: Viewer, here: Here, field: Mapping[str, Any], was: Draft, is_needed: bool) -> Any:
    named = _words(field, here)
    words = named if is_needed else _("{field} (optional)").format(field=named)
    help_words = label(field["help"]) if field.get("help") else None
    name = field["name"]
    known: dict[str, Callable[[], Any]] = {
        "customer": lambda: _customer(me, words, was),
        "collaborators": lambda: _collaborators(me, words, was),
        "evidence": lambda: recording_photos.photos(me, words, was.get("evidence", []), help_words),
        "note": lambda: _text_area(words, was.get("note"), help_words),
    }
    draw = known.get(name)
    return draw() if draw else _value(field, words, was.get(name), help_words)


def _words(field: Mapping[str, Any], here: Here) -> str:
    own = {
        "customer": _("Customer"),
        "amount": _("Amount in {currency}").format(currency=here.currency),
        "quantity": _("Quantity"),
        "channel": _("Channel"),
        "note": _("Note"),
        "evidence": _("Photos"),
        "collaborators": _("Together with"),
    }
    return plain(label(field["label"]) if field.get("label") else own.get(field["name"], field["name"].removeprefix("attributes.")))


def _customer(me: Viewer, words: str, was: Draft) -> str | None:
    """A customer by typing a part of the name; what is not among the known ones is looked for."""
    key = "record_customer"
    st.session_state.setdefault(key, was.get("customer") or st.query_params.get("customer"))
    typed = st.session_state[key]
    options = customer_options(me, typed)
    if typed is not None and typed not in options:
        st.session_state[key] = typed = customer_meant(me, typed)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = offered(words, options, key)
        if me.actor.may(Act.ADD_CUSTOMER):
            add_button(PAGE, _("New"))
    adding(PAGE, _choose_customer)
    return chosen


def _choose_customer(code: str) -> None:
    """The customer who has just been added is chosen at the next run, when the box is drawn anew."""
    st.session_state.pop("record_customer", None)
    st.session_state[DRAFT] = {**st.session_state[DRAFT], "customer": code}


def _collaborators(me: Viewer, words: str, was: Draft) -> list[str]:
    known = colleagues(me)
    key = "record_collaborators"
    st.session_state.setdefault(key, [code for code in was.get("collaborators", []) if code in known])
    return list(
        st.multiselect(
            words, list(known), key=key, format_func=lambda code: known[code], placeholder=_("Colleagues who took part"), select_all=False
        )
    )


def _text_area(words: str, was: str | None, help_words: str | None) -> str:
    st.session_state.setdefault("record_note", was or "")
    return st.text_area(words, key="record_note", max_chars=LONGEST_NOTE, help=help_words, height=96).strip()


def _value(field: Mapping[str, Any], words: str, was: Any, help_words: str | None) -> Any:
    key = f"record_{field['name']}"
    kind, choices = field.get("kind"), field.get("choices") or []
    if choices:
        st.session_state.setdefault(key, str(was) if was is not None and str(was) in choices else None)
        if len(choices) > FEW:
            return st.selectbox(words, choices, key=key, help=help_words)
        return st.segmented_control(words, choices, key=key, help=help_words, format_func=plain)
    if kind == "flag":
        st.session_state.setdefault(key, bool(was))
        return st.toggle(words, key=key, help=help_words)
    st.session_state.setdefault(key, "" if was is None else str(was))
    return st.text_input(words, key=key, help=help_words, max_chars=200).strip()


def _moment(was: Draft, here: Here) -> Draft:
    """When it was: now, or at another time of which the reader says the day and the hour."""
    st.session_state.setdefault("record_earlier", bool(was.get("on")))
    if not st.toggle(_("It was earlier"), key="record_earlier"):
        return {}
    day, clock = was.get("on"), was.get("clock")
    st.session_state.setdefault("record_on", dt.date.fromisoformat(day) if day else here.today)
    st.session_state.setdefault("record_clock", dt.time.fromisoformat(clock) if clock else here.now.time().replace(second=0, microsecond=0))
    with st.container(horizontal=True):
        on = st.date_input(pgettext("date", "Day"), key="record_on", max_value=here.today, format="YYYY-MM-DD")
        at = st.time_input(_("Time"), key="record_clock")
    return {"on": on.isoformat() if on else here.today.isoformat(), "clock": at.isoformat() if at else "12:00:00"}


def lacking(kind: Mapping[str, Any] | None, now: Draft) -> list[str]:
    """The names of what must still be given."""
    return [name for name in kind["requires"] if not now.get(name) and now.get(name) != 0] if kind else []


def item(kind: Mapping[str, Any], now: Draft, here: Here) -> dict[str, Any]:
    """The draft as an activity. The moment at which it was first sent stays, so that sending it again is the same activity."""
    plain_fields = ("type", "external_id", "employee", "customer", "amount", "quantity", "channel", "note", "collaborators")
    found = {name: now[name] for name in plain_fields if now.get(name)}
    numbers = {field["name"] for field in kind["fields"] if field.get("kind") == "number"}
    attributes = {
        name.removeprefix("attributes."): _number(value) if name in numbers else value
        for name, value in now.items()
        if name.startswith("attributes.")
    }
    occurred_at = f"{now['on']}T{now['clock']}" if "on" in now else now["pressed_at"]
    proofs = [{"name": photo["name"], "sha256": photo["sha256"]} for photo in now.get("evidence", [])]
    return {**found, "attributes": attributes, "evidence": proofs, "occurred_at": occurred_at}


def _number(value: object) -> object:
    """A number as a number, so that conditions can compare it; what is none stays text, and the service says so."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value


def refused(me: Viewer, refusal: Refusal, now: Draft) -> None:
    """Says why nothing was recorded. What stands under its key already is something else: then this becomes an activity of its own."""
    if isinstance(refusal, Conflict):
        keep(me, {**now, "external_id": fresh()["external_id"]})
    st.error(plain(formats.sentences(sentence(refusal), _("Nothing was recorded; what you typed is kept."))), icon=":material/error:")


def named(kind: Mapping[str, Any], names: list[str], here: Here) -> str:
    """The words for some fields of a type."""
    fields = {field["name"]: field for field in _fields(kind)}
    return formats.listed(_words(fields[name], here) if name in fields else _("Who did it?") for name in names)
