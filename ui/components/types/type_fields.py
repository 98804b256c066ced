"""The fields of a recording form while they are being written: added, moved up and down, removed, each with its words."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ui.components.admin.admin_forms import Complaints
from ui.components.types.type_words import ATTRIBUTE, OFFERED, field_name, field_words, kind_words
from ui.i18n import _, language, pgettext
from ui.text import plain

Row = dict[str, Any]
OWN = "own"


def rows_of(fields: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Fields as they stand, each with a number of its own that stays while it moves."""
    return [{"id": uuid.uuid4().hex[:8], **field} for field in fields]


def editor(key: str, wrong: Complaints) -> list[dict[str, Any]]:
    """The fields as they are written now. Their rows are kept under `key`."""
    rows: list[Row] = st.session_state[key]
    written = [_field(key, rows, number, wrong) for number in range(len(rows))]
    _adding(key, rows)
    wrong.beneath("fields")
    return written


def _field(key: str, rows: list[Row], number: int, wrong: Complaints) -> dict[str, Any]:
    row = rows[number]
    at = f"{key}_{row['id']}"
    with st.container(border=True, key=f"{at}_card"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            st.markdown(f"**{plain(_title(at, row))}**", width="stretch")
            for icon, to, words in (("arrow_upward", number - 1, _("Up")), ("arrow_downward", number + 1, _("Down"))):
                can = 0 <= to < len(rows)
                st.button(
                    f":material/{icon}:",
                    key=f"{at}_{icon}",
                    type="tertiary",
                    disabled=not can,
                    help=words,
                    on_click=_swap,
                    args=(key, number, to),
                )
            st.button(":material/close:", key=f"{at}_remove", type="tertiary", help=_("Remove"), on_click=_remove, args=(key, number))
        is_own = row["name"] == OWN or row["name"].startswith(ATTRIBUTE)
        found = _own(at, row) if is_own else _known(at, row)
        wrong.beneath(
            *(
                f"fields[{number}]{part}"
                for part in ("", ".name", ".label", ".label.en", ".label.zh", ".kind", ".choices", ".help", ".help.en", ".help.zh")
            )
        )
    return found


def _title(at: str, row: Row) -> str:
    """What the row is called, as it is typed at this moment."""
    typed = next((said for one in (language(), "en", "zh") if (said := st.session_state.get(f"{at}_{one}"))), "")
    return typed or (_("New field") if row["name"] == OWN else field_name(row))


def _words(at: str, row: Row, what: str, labels: tuple[str, str], most: int) -> dict[str, str] | None:
    """The same in both languages; None where both are empty."""
    had = row.get(what) or {}
    left, right = st.columns(2)
    suffix = "" if what == "label" else f"_{what}"
    with left:
        en = st.text_input(labels[0], value=had.get("en", ""), key=f"{at}{suffix}_en", max_chars=most)
    with right:
        zh = st.text_input(labels[1], value=had.get("zh", ""), key=f"{at}{suffix}_zh", max_chars=most)
    said = {language: text.strip() for language, text in (("en", en), ("zh", zh)) if text.strip()}
    return said or None


def _own(at: str, row: Row) -> dict[str, Any]:
    """A field that only this organisation has."""
    label = _words(at, row, "label", (_("Label in English"), _("Label in Chinese")), 200)
    left, right = st.columns(2)
    with left:
        kinds = kind_words()
        had = row.get("kind") or "text"
        kind = st.selectbox(
            pgettext("field", "Kind"), list(kinds), index=list(kinds).index(had), key=f"{at}_kind", format_func=lambda one: kinds[one]
        )
    with right:
        stands = row["name"] != OWN
        name = st.text_input(
            _("Name in the data"),
            value=row["name"].removeprefix(ATTRIBUTE) if stands else "",
            key=f"{at}_name",
            disabled=stands,
            max_chars=80,
            help=_("Rules and imports call it so, such as stars. It stays as it is for ever."),
        )
    choices = _choices(at, row, kind)
    return {"name": f"{ATTRIBUTE}{name.strip()}", "label": label, "kind": kind, "choices": choices, "help": _help(at, row)}


def _choices(at: str, row: Row, kind: str) -> list[str]:
    if kind not in ("choice", "number"):
        return []
    words = _("Choices, one a line") if kind == "choice" else _("Choices, one a line (optional)")
    typed = st.text_area(words, value="\n".join(row.get("choices") or []), key=f"{at}_choices", height=110)
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _help(at: str, row: Row) -> dict[str, str] | None:
    return _words(at, row, "help", (_("Help in English (optional)"), _("Help in Chinese (optional)")), 500)


def _known(at: str, row: Row) -> dict[str, Any]:
    """A field that every type can have, perhaps with words of its own."""
    with st.expander(_("Other words, and help")):
        label = _words(at, row, "label", (_("Label in English"), _("Label in Chinese")), 200)
        said = _help(at, row)
        choices = _choices(at, row, "choice" if row["name"] == "channel" else "")
    found: dict[str, Any] = {"name": row["name"], "label": label, "help": said}
    return found | ({"choices": choices} if choices else {})


def _adding(key: str, rows: list[Row]) -> None:
    """Buttons for what the form does not offer yet."""
    known = field_words()
    free = [name for name in OFFERED if name not in {row["name"] for row in rows}]
    with st.container(horizontal=True, gap="small", key=f"{key}_adding"):
        for name in free:
            st.button(plain(known[name]), key=f"{key}_add_{name}", icon=":material/add:", on_click=_add, args=(key, name))
        st.button(_("Own field"), key=f"{key}_add_own", icon=":material/add_box:", on_click=_add, args=(key, OWN))


def _add(key: str, name: str) -> None:
    st.session_state[key] = [*st.session_state[key], {"id": uuid.uuid4().hex[:8], "name": name}]


def _remove(key: str, number: int) -> None:
    st.session_state[key] = [row for place, row in enumerate(st.session_state[key]) if place != number]


def _swap(key: str, one: int, other: int) -> None:
    rows = list(st.session_state[key])
    rows[one], rows[other] = rows[other], rows[one]
    st.session_state[key] = rows
