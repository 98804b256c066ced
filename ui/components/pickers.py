"""Pickers: an employee or a customer, found by typing."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from services.people import searching
from services.people.searching import CustomerFound, EmployeeFound
from ui.data import database, version
from ui.i18n import _
from ui.shared import once_per
from ui.sign_in import Viewer

MOST = 20
MOST_RECENT = 100
MOST_COLLEAGUES = 1_000


def employee_picker(me: Viewer, key: str, words: str, *, chosen: str | None = None) -> str | None:
    """The code of the employee who is picked, by choosing or by typing a part of the name; chosen: who is at first."""
    st.session_state.setdefault(key, chosen)
    typed = st.session_state[key]
    options = _employees(me)
    if typed is not None and typed not in options:  # a name that was typed, or one of more people than are listed
        options = {one.code: _employee(one) for one in searching.search_employees(database(), me.actor, typed, limit=MOST)} | options
        if typed not in options:
            st.session_state[key] = next(iter(options)) if len(options) == 1 else None
    return offered(words, options, key)


def offered(words: str, options: Mapping[str, str], key: str) -> str | None:
    """The code that is chosen of these, whose words are its value; what was typed and is none of them is nobody."""
    picked: str | None = st.selectbox(
        words,
        list(options),
        key=key,
        format_func=lambda code: options.get(code, code),
        placeholder=_("Type a name, or choose"),
        accept_new_options=True,
    )
    return picked if picked in options else None


def _employees(me: Viewer) -> dict[str, str]:
    """Everybody who works here, by code; of very many the first."""
    listed = partial(searching.search_employees, database(), me.actor, "", limit=MOST_COLLEAGUES)
    return once_per(version().directory_revision, "employees to pick", lambda: {one.code: _employee(one) for one in listed()})


def _employee(one: EmployeeFound) -> str:
    return f"{one.name} · {one.team.name}" if one.team else one.name


def customer_options(me: Viewer, typed: str | None) -> dict[str, str]:
    """The customers to choose from, by code: those met last, and whom `typed` names, which may be a code or a part of a name."""
    recent = searching.search_for_recording(database(), me.actor, "", limit=MOST_RECENT)
    found = searching.search_for_recording(database(), me.actor, typed, limit=MOST) if typed else []
    known = {one.code: customer_line(one, me) for one in recent}
    return {one.code: customer_line(one, me) for one in found} | known if typed not in known else known


def customer_meant(me: Viewer, typed: str) -> str | None:
    """The code of the one customer whom the text finds, or whose whole name it is; None where that is nobody, or several."""
    found = searching.search_for_recording(database(), me.actor, typed, limit=MOST)
    of_that_name = [one for one in found if one.name.casefold() == typed.strip().casefold()]
    meant = found if len(found) == 1 else of_that_name
    return meant[0].code if len(meant) == 1 else None


def colleagues(me: Viewer) -> dict[str, str]:
    """Everybody who works here but oneself, by code."""
    return {code: name for code, name in _employees(me).items() if code != me.employee}


def customer_line(one: CustomerFound, me: Viewer) -> str:
    """A customer as an option of a picker: by name, and what tells it from others of the name."""
    is_own = one.owner is not None and one.owner.code == me.employee
    return f"{one.name} · {one.code}" if is_own or one.owner is None else f"{one.name} · {one.code} · {one.owner.name}"
