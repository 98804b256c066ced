"""The answers that make a file's import: what it holds, how its columns are read, what may be made on the way."""

import re
from pathlib import PurePath
from typing import Any

import streamlit as st

from services.access import Act
from services.errors import Invalid, Refusal
from services.imports.previewing import Import, guess_mapping, mapping_document, refusals
from services.imports.tables.mapping import read_mapping
from services.plans.planning import read_document
from ui.components.admin.admin_forms import Complaints
from ui.components.admin.admin_frame import heading
from ui.components.imports.import_fields import date_formats, described, key, matched, others, words
from ui.components.imports.import_file import Chosen
from ui.components.imports.import_types import typed
from ui.i18n import _
from ui.reading import activity_types
from ui.refusals import sentence
from ui.rendering import show
from ui.sign_in import Viewer

TEAM_FIELDS = ("team_name", "team_parent")
SYMBOLS = re.compile(r"[^0-9.\-\s]")
MAPPING = "imports_mapping"


def people(file: Chosen, wrong: Complaints) -> Import:
    """Employees, as they stand in the file."""
    heading(
        _("Which column is what"), _("Whoever has a known code is changed, everybody else is new. Blank cells leave things as they are.")
    )
    create = st.toggle(_("Make teams that are not known yet"), value=True, key=key("people", file, "create"))
    fields = [field for field in words("people") if create or field not in TEAM_FIELDS]
    columns = matched("people", file, fields, wrong)
    return Import("people", columns=columns, date_formats=date_formats("people", file, columns), create_teams=create)


def customers(file: Chosen, wrong: Complaints) -> Import:
    """Customers, as they stand in the file."""
    heading(
        _("Which column is what"), _("Whoever has a known code is changed, everybody else is new. Blank cells leave things as they are.")
    )
    columns = matched("customers", file, list(words("customers")), wrong)
    columns |= others("customers", file, list(columns.values()))
    return Import("customers", columns=columns, date_formats=date_formats("customers", file, columns))


def activities(me: Viewer, file: Chosen, wrong: Complaints) -> Import | None:
    """Activities, by the answers of the form or by a mapping file; None while something is still to be said."""
    ways = {"match": _("Match the columns here"), "mapping": _("Use a mapping file")}
    way = st.segmented_control(
        _("How to read it"), list(ways), default="match", required=True, key="imports_way", format_func=lambda one: ways[one]
    )
    return _by_mapping(wrong) if way == "mapping" else _by_answers(me, file, wrong)


def _by_answers(me: Viewer, file: Chosen, wrong: Complaints) -> Import:
    heading(_("Which column is what"))
    ids = _ids(file, wrong)
    taken = matched("activities", file, [field for field in words("activities") if field != "external_id"], wrong)
    written = date_formats("activities", file, taken)
    symbols = _symbols(file, taken.get("amount"))
    attributes = others("activities", file, [*ids, *taken.values()])
    heading(_("What the rows are"))
    kinds = typed(file, activity_types(me), wrong)
    source = _source(file, wrong)
    document = mapping_document(
        {"external_id": ids, **taken, **attributes},
        source=source,
        type_key=kinds.key,
        type_column=kinds.column,
        types=kinds.types,
        date_formats=written,
        with_symbols=symbols,
        create=_create(me, file, taken),
    )
    return Import("activities", mapping=document)


def _ids(file: Chosen, wrong: Complaints) -> list[str]:
    """The columns that tell the rows apart."""
    columns = {column.name: column for column in file.seen.columns}
    guessed = guess_mapping(list(columns), "activities").get("external_id")
    found = st.multiselect(
        words("activities")["external_id"],
        list(columns),
        default=[guessed] if guessed else [],
        key=key("activities", file, "external_id"),
        format_func=lambda name: described(columns[name]),
        placeholder=_("Choose one column, or several together"),
        help=_("Such as an order's number. A row that was imported once is known again by it and never counts twice."),
    )
    wrong.beneath("external_id")
    return list(found)


def _symbols(file: Chosen, column: str | None) -> bool:
    if column is None:
        return False
    examples = next(one.examples for one in file.seen.columns if one.name == column)
    has_symbols = any(SYMBOLS.search(example) for example in examples)
    return st.toggle(_("Amounts have symbols, such as $1,234.50"), value=has_symbols, key=key("activities", file, f"symbols_{column}"))


def _source(file: Chosen, wrong: Complaints) -> str:
    source = st.text_input(
        _("Name of the source"),
        value=_stem(file.name),
        key=key("activities", file, "source"),
        max_chars=200,
        help=_(
            "Where the file comes from, such as CRM. Use the same name next time: together with what tells the rows apart it makes sure that none counts twice."
        ),
    )
    wrong.beneath("source", "mapping")
    if not source.strip():
        raise Invalid("source must not be empty", field="source")
    return source.strip()


def _stem(name: str) -> str:
    """`orders` of `orders-2026-03.csv.gz`: what stays the same from file to file."""
    stem = PurePath(name).name.split(".")[0]
    return re.sub(r"[\W\d_]+$", "", stem) or stem or "file"


def _create(me: Viewer, file: Chosen, taken: dict[str, Any]) -> list[str]:
    """What may be made for a row that names somebody who is not known."""
    if not me.actor.may(Act.MANAGE_PEOPLE):
        return []
    offers = {
        "employees": ("employee", _("Make employees that are not known yet")),
        "customers": ("customer", _("Make customers that are not known yet")),
    }
    return [
        what
        for what, (field, label) in offers.items()
        if field in taken and st.toggle(label, key=key("activities", file, f"create_{what}"), help=_("Otherwise such rows are refused."))
    ]


def _by_mapping(wrong: Complaints) -> Import | None:
    """What a mapping file says, such as those in config/mappings."""
    sent = st.file_uploader(_("Mapping file"), type=["yaml", "yml", "json"], key="imports_mapping_file")
    show(
        "admin_meaning.html",
        text=_("A mapping says how another system's columns become activities; it can also add rows up, such as the lines of an order."),
    )
    wrong.beneath("mapping")
    if sent is not None:
        try:
            st.session_state[MAPPING] = (sent.name, _document(sent.getvalue()))
        except Refusal as refusal:
            st.session_state.pop(MAPPING, None)
            wrong.say(sentence(refusal), "mapping")
            return None
    name, document = st.session_state.get(MAPPING, ("", None))
    if document is None:
        return None
    show("in_short.html", sentences=_told(name, document))
    return Import("activities", mapping=document)


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = read_document(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Invalid("The document holds a character that is no UTF-8", field="mapping") from None
    with refusals():
        read_mapping(document)
    return dict(document) if isinstance(document, dict) else {}


def _told(name: str, document: dict[str, Any]) -> list[str]:
    """What a mapping will do, in words."""
    kinds = list(dict.fromkeys(str(one["type"]) for one in document["activities"]))
    makes = {"employees": _("employees"), "customers": _("customers"), "activity_types": _("activity types")}
    created = [makes[what] for what in document.get("create") or []]
    told = [_("{file}: {types}, from {source}.").format(file=name, types=_(", ").join(kinds), source=document["source"])]
    return told + ([_("Makes what is not known yet: {what}.").format(what=_(", ").join(created))] if created else [])
