"""Which column of a file is what: one choice for each field, guessed from the columns' names, and how its days are written."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from services.imports.previewing import Column, Kind, guess_mapping
from services.imports.tables.guessing import DATE_FORMATS, EPOCHS, ISO
from ui import formats
from ui.components.admin.admin_forms import Complaints
from ui.components.imports.import_file import Chosen
from ui.i18n import _, pgettext
from ui.rendering import show
from ui.text import plain

NONE = ""
ATTRIBUTE = "attributes."
LONGEST_EXAMPLE = 24
DAYS = {"activities": ("occurred_at",), "people": ("joined_on", "left_on", "team_from", "birthday"), "customers": ("birthday",)}


def words(kind: Kind) -> dict[str, str]:
    """The fields of a kind of file, in the order of the form, the needed ones first."""
    if kind == "activities":
        return {
            "external_id": _("What tells the rows apart"),
            "occurred_at": _("When it happened"),
            "employee": _("Employee, by code"),
            "customer": _("Customer, by code"),
            "amount": _("Amount"),
            "quantity": _("Quantity"),
            "channel": _("Channel"),
            "collaborators": _("Together with, by code"),
            "note": _("Note"),
        }
    if kind == "people":
        return {
            "code": _("Code"),
            "name": pgettext("person", "Name"),
            "team": _("Team, by code"),
            "team_name": _("Name of the team"),
            "team_parent": _("Team above, by code"),
            "team_from": _("In the team since"),
            "joined_on": _("First day at work"),
            "left_on": _("Last day at work"),
            "email": _("Email"),
            "manager": _("Manager, by code"),
            "birthday": _("Birthday"),
        }
    return {
        "code": _("Code"),
        "name": _("Name"),
        "owner": _("Employee who looks after them, by code"),
        "phone": _("Phone"),
        "email": _("Email"),
        "birthday": _("Birthday"),
        "tags": _("Tags, separated by |"),
        "channel": _("Channel"),
    }


def matched(kind: Kind, file: Chosen, fields: Sequence[str], wrong: Complaints) -> dict[str, str]:
    """Column by field, as the reader left the guesses."""
    guessed = guess_mapping([column.name for column in file.seen.columns], kind)
    named = words(kind)
    found: dict[str, str] = {}
    for side, field in zip(pairs(len(fields)), fields, strict=True):
        with side:
            column = _choice(kind, file, field, named[field], guessed.get(field, NONE))
            wrong.beneath(field)
            if column:
                found[field] = column
    return found


def pairs(n: int) -> list[Any]:
    """Places for n things, two side by side; on a phone they keep their order."""
    return [side for _row in range((n + 1) // 2) for side in st.columns(2, gap="medium")][:n]


def _choice(kind: Kind, file: Chosen, field: str, label: str, guessed: str) -> str:
    columns = {column.name: column for column in file.seen.columns}
    options = [NONE, *columns]
    return st.selectbox(
        label,
        options,
        index=options.index(guessed) if guessed in options else 0,
        key=key(kind, file, field),
        format_func=lambda name: described(columns[name]) if name else _("Not in the file"),
    )


def key(kind: Kind, file: Chosen, field: str) -> str:
    """The key of a widget: of this file and no other."""
    return f"imports_{kind}_{field}_{file.digest}"


def described(column: Column) -> str:
    """A column with the first things that stand in it."""
    examples = ", ".join(example[:LONGEST_EXAMPLE] for example in column.examples[:2])
    return f"{column.name} · {examples}" if examples else column.name


def others(kind: Kind, file: Chosen, taken: Sequence[str]) -> dict[str, str]:
    """Further columns that are kept as attributes, by the attribute's name."""
    free = [column.name for column in file.seen.columns if column.name not in taken]
    chosen = st.multiselect(
        _("Other columns to keep"),
        free,
        default=[name for name in free if name.startswith(ATTRIBUTE)],
        key=key(kind, file, "attributes"),
        placeholder=_("None"),
        help=_("They are kept with each row, for the rules of the plan to ask about."),
    )
    return {ATTRIBUTE + name.removeprefix(ATTRIBUTE): name for name in chosen}


def date_formats(kind: Kind, file: Chosen, fields: Mapping[str, str]) -> tuple[str, ...]:
    """How the days of the file are written; the reader is asked where the cells do not say."""
    columns = {column.name: column for column in file.seen.columns}
    asked = [columns[fields[field]] for field in DAYS[kind] if field in fields]
    return tuple(dict.fromkeys(written for column in asked if column.filled for written in _written(kind, file, column)))


def _written(kind: Kind, file: Chosen, column: Column) -> tuple[str, ...]:
    fits = column.date_formats
    if ISO in fits:
        return (ISO,)
    if len(fits) == 1:
        return fits
    if not fits:
        return _unknown(kind, file, column)
    sample = column.examples[0]
    chosen = st.radio(
        _("What does {cell} mean?").format(cell=plain(sample)),
        fits,
        key=key(kind, file, f"dates_{column.name}"),
        format_func=lambda written: plain(_read(sample, written)),
        horizontal=True,
        help=_("Days and months cannot be told apart in this column."),
    )
    return (chosen,) if chosen else ()


def _unknown(kind: Kind, file: Chosen, column: Column) -> tuple[str, ...]:
    """No way of writing dates fits all cells: the reader says which is meant, and the others are refused."""
    chosen = st.selectbox(
        _("How are days written?"),
        DATE_FORMATS,
        index=_likely(column),
        key=key(kind, file, f"dates_{column.name}"),
        format_func=_sample,
    )
    show(
        "admin_meaning.html",
        text=_("No way of writing days fits every row of {column}. Rows that differ are refused.").format(column=column.name),
    )
    return (chosen,)


def _likely(column: Column) -> int:
    """Which of the ways in which days are written fits the first cell."""
    return next((n for n, written in enumerate(DATE_FORMATS) if column.examples and _at(column.examples[0], written)), 0)


def _at(cell: str, written: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(cell.strip(), written)
    except ValueError:
        return None


def _read(cell: str, written: str) -> str:
    """What a cell says, read in one of the ways in which days are written."""
    at = _at(cell, written)
    return formats.calendar_day(at.date(), dt.date(1, 1, 1)) if at else _sample(written)


def _sample(written: str) -> str:
    at = dt.datetime(2026, 3, 28, 14, 5)
    if written in EPOCHS:
        return _("Seconds since 1970") if written == "epoch_s" else _("Milliseconds since 1970")
    return "2026-03-28, 2026-03-28 14:05" if written == ISO else at.strftime(written)
