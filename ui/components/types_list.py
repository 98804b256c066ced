"""The catalogue as a list: each type with its symbol, what it needs, and how much the plan makes of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ui.components import links
from ui.components.type_words import PLAIN_ICON, needed
from ui.i18n import _, label, ngettext
from ui.rendering import show


def rows(types: Sequence[Mapping[str, Any]], rules: Mapping[str, int]) -> None:
    """The types, those that are offered first."""
    with st.container(border=True, gap=None, key="types_card"):
        for number, kind in enumerate(sorted(types, key=lambda one: not one["active"])):
            with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=f"types_line_{number}"):
                with st.container(width=40, horizontal_alignment="center", key=f"types_icon_{number}"):
                    st.markdown(f":material/{kind['icon'] or PLAIN_ICON}:")
                show(
                    "type_line.html",
                    name=label(kind["label"]),
                    key=kind["key"],
                    href=links.to("activity_types", type=kind["key"]),
                    needs=_needs(kind),
                    tags=_tags(kind, rules.get(kind["key"], 0)),
                    faded=not kind["active"],
                )


def _needs(kind: Mapping[str, Any]) -> str:
    names = needed(kind)
    return _("Needs {fields}").format(fields=_(", ").join(names)) if names else _("Needs nothing")


def _tags(kind: Mapping[str, Any], used: int) -> list[tuple[str, str]]:
    tags = [(_("approval"), "gold")] if kind["approval"] else []
    tags.append((ngettext("{n} rule", "{n} rules", used).format(n=used), "good" if used else ""))
    return tags + ([] if kind["active"] else [(_("not offered"), "bad")])
