"""Choosing among people: the whole list where it is short, else a search first, because thousands of options are slow in a browser."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from services.people.rosters import Person, matching
from ui.i18n import _, ngettext

MOST_OFFERED = 1_000
MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Offered:
    """What a selectbox or multiselect may offer: codes, and how they read."""

    codes: list[str]
    words: dict[str, str]

    def name(self, code: str) -> str:
        return self.words.get(code, code)


def offered(key: str, people: Sequence[Person], *, kept: Sequence[str] = ()) -> Offered:
    """The people to choose from, and those already chosen (kept: codes). Of very many, those whom a search field finds."""
    shown = list(people)
    if len(shown) > MOST_OFFERED:
        words = st.text_input(
            _("Find people by name or code"), key=f"{key}_find", type="search", live=True, icon=":material/search:", persist_state="page"
        )
        shown = list(matching(people, words=words or "")[:MOST_FOUND])
    codes = {person.code for person in shown}
    shown += [person for person in people if person.code in kept and person.code not in codes]
    return Offered([person.code for person in shown], {person.code: _words(person) for person in shown})


def _words(person: Person) -> str:
    where = person.team.name if person.team else _("no team")
    return f"{person.name} · {person.code} · {where}"


def counted(n: int) -> str:
    return ngettext("{n} person", "{n} people", n)
