"""Activity types: what can be recorded, what each asks, and which of them wait for approval."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from services.access import Act
from services.activities import catalogue
from services.errors import Conflict
from ui.components import links
from ui.components.admin.admin_forms import Complaints, done, told
from ui.components.admin.admin_frame import back, heading, masthead_with
from ui.components.frame import empty, masthead
from ui.components.types import type_editor, types_list
from ui.components.types.type_preview import preview
from ui.data import database
from ui.i18n import _, label
from ui.permission import allowed
from ui.reading_catalogue import every_type, rules_by_type
from ui.rendering import put, show

PATH = "admin/activity_types.py"
me = allowed(Act.MANAGE_CATALOGUE)


def every() -> None:
    types = every_type(me)
    masthead_with(_("Activity types"), act=_("Add a type"), href=links.to("activity_types", add="1"))
    if not types:
        return empty(
            _("There is nothing to record yet"), _("A type says what somebody did, such as a visit or a deal, and what the form asks.")
        )
    put(types_list.rows(types, rules_by_type(me)))


def found(key: str) -> Mapping[str, Any] | None:
    return next((kind for kind in every_type(me) if kind["key"] == key), None)


def adding(pattern: Mapping[str, Any], of: str) -> None:
    """A new type, perhaps like one that stands."""
    back(_("Activity types"), "activity_types")
    masthead(_("Add a type"), _("like {name}").format(name=label(pattern["label"])) if of else "")
    mark = f"new_{of}"
    writing(mark, pattern if of else type_editor.NEW, None)


def one(key: str) -> None:
    kind = found(key)
    back(_("Activity types"), "activity_types")
    if kind is None:
        return empty(_("There is no such activity type"), _("It may have another key. The list shows every type."))
    masthead(label(kind["label"]), key)
    show("type_ways.html", ways=[(_("Copy it"), links.to("activity_types", add="1", copy=key))])
    writing(f"of_{key}", kind, key)


def writing(mark: str, was: Mapping[str, Any], key: str | None) -> None:
    """The editor, with the form that it makes beside it."""
    wrong = Complaints()
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(key="types_editor"):
        asked = key or type_editor.key_input(mark, wrong)
        document = type_editor.edited(mark, was, wrong)
        is_sent = st.button(_("Save") if key else _("Add"), type="primary", key="types_send", width="stretch")
    with right, st.container(key="types_preview"):
        heading(_("Preview"), _("The form, as whoever records sees it."))
        preview(document)
    if is_sent:
        with wrong.listening():
            save(asked, document, is_new=key is None)
            type_editor.forget(mark)
            done(_("{name} is saved.").format(name=label(document["label"])), PATH)


def save(key: str, document: dict[str, Any], *, is_new: bool) -> None:
    """Raises Invalid at its field; Conflict where a new type would take the key of one that stands."""
    if is_new and found(key) is not None:
        raise Conflict("An activity type has this key already: choose another key", field="key")
    catalogue.put_type(database(), me.actor, key, document)


told()
if "add" in st.query_params:
    copied = st.query_params.get("copy", "")
    like = found(copied) if copied else None
    adding(like or type_editor.NEW, copied if like else "")
elif "type" in st.query_params:
    one(st.query_params["type"])
else:
    every()
