"""Of which type the rows of a file are: all of one, or each as a column says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from services.imports.previewing import Column, guess_mapping
from ui.components.admin.admin_forms import Complaints
from ui.components.imports.import_fields import described, key, pairs
from ui.components.imports.import_file import Chosen
from ui.i18n import _, label
from ui.rendering import show
from ui.text import plain

NONE = ""
Types = Mapping[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Typed:
    """key: of every row; else column, and the type for each of its cells."""

    key: str | None = None
    column: str | None = None
    types: Mapping[str, str] | None = None


def typed(file: Chosen, types: Types, wrong: Complaints) -> Typed:
    """Which activity type each row is of."""
    guessed = guess_mapping([column.name for column in file.seen.columns], "activities").get("type")
    ways = {"one": _("All of one type"), "column": _("A column says it")}
    way = st.segmented_control(
        _("Activity type"),
        list(ways),
        default="column" if guessed else "one",
        required=True,
        key=key("activities", file, "type_way"),
        format_func=lambda one: ways[one],
    )
    found = _one(file, types) if way == "one" else _by_column(file, types, guessed)
    wrong.beneath("type")
    return found


def _name(types: Types, one: str) -> str:
    return label(types[one]["label"]) if one in types else one


def _one(file: Chosen, types: Types) -> Typed:
    chosen = st.selectbox(
        _("Every row is"),
        list(types),
        index=0 if len(types) == 1 else None,
        key=key("activities", file, "type_one"),
        format_func=lambda one: _name(types, one),
        placeholder=_("Choose an activity type"),
    )
    return Typed(key=chosen)


def _by_column(file: Chosen, types: Types, guessed: str | None) -> Typed:
    columns = {column.name: column for column in file.seen.columns}
    chosen = st.selectbox(
        _("Which column says it?"),
        list(columns),
        index=list(columns).index(guessed) if guessed else None,
        key=key("activities", file, "type_column"),
        format_func=lambda name: described(columns[name]),
        placeholder=_("Choose a column"),
    )
    if not chosen:
        return Typed()
    if not columns[chosen].values:
        show(
            "admin_meaning.html",
            text=_("This column has too many different values to give each a type: choose another, or use a mapping file."),
        )
        return Typed(column=chosen)
    return Typed(column=chosen, types=_values(file, types, columns[chosen]))


def _values(file: Chosen, types: Types, column: Column) -> dict[str, str]:
    """The type for each value of the column; values without one are left out."""
    show("admin_meaning.html", text=_("Rows whose value has no type here are left out."))
    options = [NONE, *types]
    found = {}
    for number, (side, value) in enumerate(zip(pairs(len(column.values)), column.values, strict=True)):
        with side:
            guess = _guess(value, types)
            chosen = st.selectbox(
                plain(value),
                options,
                index=options.index(guess),
                key=key("activities", file, f"type_of_{column.name}_{number}"),
                format_func=lambda one: _name(types, one) if one else _("Left out"),
            )
            if chosen:
                found[value] = chosen
    return found


def _guess(value: str, types: Types) -> str:
    """The type that has this key or name; nothing where none has."""
    said = value.strip().casefold()
    return next(
        (one for one, kind in types.items() if said in {one.casefold(), *(text.casefold() for text in kind["label"].values())}), NONE
    )
