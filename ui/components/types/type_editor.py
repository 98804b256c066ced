"""The editor of an activity type: its names, what must be given, its fields, approval; what stands in it is drawn beside it at once."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.components.admin.admin_forms import Complaints
from ui.components.admin.admin_frame import heading
from ui.components.types.type_fields import editor, rows_of
from ui.components.types.type_words import ATTRIBUTE, EMPLOYEE, ICONS, OFFERED, PLAIN_ICON, field_name, field_words
from ui.i18n import _, pgettext
from ui.rendering import show
from ui.text import plain

Document = dict[str, Any]
NEW: Mapping[str, Any] = {
    "label": {"en": "", "zh": ""},
    "requires": [EMPLOYEE, "customer"],
    "approval": False,
    "fields": [{"name": "customer"}, {"name": "note"}, {"name": "evidence"}],
    "active": True,
    "icon": PLAIN_ICON,
}


def edited(mark: str, was: Mapping[str, Any], wrong: Complaints) -> Document:
    """The type as it is written now. mark: tells one that is being written from another."""
    key = f"types_{mark}"
    st.session_state.setdefault(f"{key}_fields", rows_of(was["fields"]))
    label, icon = _names(key, was, wrong)
    heading(_("The form"), _("What whoever records is asked, in this order."))
    fields = editor(f"{key}_fields", wrong)
    heading(_("What must be given"), _("Without it nothing is recorded, neither here nor through the API."))
    requires = _requires(key, was, fields)
    wrong.beneath("requires")
    heading(_("How it counts"))
    approval = st.toggle(_("Somebody has to approve it before it earns points"), value=was["approval"], key=f"{key}_approval")
    active = st.toggle(_("Offered when an activity is recorded"), value=was["active"], key=f"{key}_active")
    show("admin_meaning.html", text=_("One that is not offered keeps what was recorded; other systems can still send it."))
    return {"label": label, "icon": icon, "fields": fields, "requires": requires, "approval": approval, "active": active}


def key_input(mark: str, wrong: Complaints) -> str:
    """The key of a new type, said once and for ever."""
    key = st.text_input(
        pgettext("activity type", "Key"),
        key=f"types_{mark}_key",
        placeholder="customer_visited",
        max_chars=80,
        help=_("The plan, imports and the API call it so. It stays as it is for ever."),
    )
    wrong.beneath("key")
    return key.strip()


def _names(key: str, was: Mapping[str, Any], wrong: Complaints) -> tuple[dict[str, str], str]:
    left, right = st.columns(2)
    with left:
        en = st.text_input(_("Name in English"), value=was["label"]["en"], key=f"{key}_en", max_chars=200)
    with right:
        zh = st.text_input(_("Name in Chinese"), value=was["label"]["zh"], key=f"{key}_zh", max_chars=200)
    wrong.beneath("label", "label.en", "label.zh")
    icon = _icon(key, was["icon"] or PLAIN_ICON)
    wrong.beneath("icon")
    return {language: text.strip() for language, text in (("en", en), ("zh", zh)) if text.strip()}, icon


def _icon(key: str, had: str) -> str:
    options = ICONS if had in ICONS else (had, *ICONS)
    shown = st.session_state.get(f"{key}_icon") or had
    words = _("Symbol")
    with st.popover(f":material/{shown}: {words}", key=f"{key}_icon_open"):
        chosen = st.pills(
            words,
            options,
            default=had,
            required=True,
            key=f"{key}_icon",
            format_func=lambda name: f":material/{name}:",
            label_visibility="collapsed",
        )
    return chosen or had


def _requires(key: str, was: Mapping[str, Any], fields: list[dict[str, Any]]) -> list[str]:
    """What must be given: of whatever a type can have, and of its own fields."""
    own = {
        field["name"]: field_name(field) or _("New field")
        for field in fields
        if field["name"] not in OFFERED and field["name"] != ATTRIBUTE
    }
    named = {field["name"]: field_name(field) for field in fields}
    kept = {name: field_name({"name": name}) for name in was["requires"]}
    offered = kept | {name: named.get(name, words) for name, words in field_words().items()} | own
    with st.container(horizontal=True, gap="medium", key=f"{key}_requires"):
        return [
            name
            for name, words in offered.items()
            if st.checkbox(plain(words), value=name in was["requires"], key=f"{key}_requires_{name}", width="content")
        ]


def forget(mark: str) -> None:
    """What was written is gone; the next time it begins with what stands."""
    for key in [key for key in st.session_state if str(key).startswith(f"types_{mark}_")]:
        del st.session_state[key]
