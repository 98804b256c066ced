"""What the form for recording will look like, drawn while its type is still being written."""

from collections.abc import Mapping
from typing import Any

from ui.components.types.type_words import EMPLOYEE, field_name
from ui.i18n import _, label
from ui.rendering import show

MOST_SIDE_BY_SIDE = 6
UNSAID = ({"name": "customer"}, {"name": "note"}, {"name": "evidence"})


def preview(document: Mapping[str, Any]) -> None:
    """The form of a type, as whoever records sees it."""
    offered = list(document["fields"]) or list(UNSAID)
    named = {field["name"] for field in offered}
    offered += [{"name": name} for name in document["requires"] if name not in named and name != EMPLOYEE]
    show(
        "type_preview.html",
        title=_("Preview of the form"),
        name=label(document["label"]) or _("Without a name yet"),
        fields=[_drawn(field, field["name"] in document["requires"]) for field in offered],
        approval=document["approval"],
        is_mine=False,
    )


def _drawn(field: Mapping[str, Any], is_needed: bool) -> dict[str, Any]:
    choices = list(field.get("choices") or [])
    look = "choices" if choices and len(choices) <= MOST_SIDE_BY_SIDE else "list" if choices else _look(field)
    hints = {
        "customer": _("Type a name, or choose"),
        "collaborators": _("Colleagues who took part"),
        "evidence": _("Take or choose photos"),
    }
    return {
        "words": field_name(field) or _("Without a name yet"),
        "is_needed": is_needed,
        "look": look,
        "choices": choices,
        "hint": hints.get(field["name"], _("Choose") if look == "list" else ""),
        "help": label(field["help"]) if field.get("help") else "",
    }


def _look(field: Mapping[str, Any]) -> str:
    if field.get("kind") == "flag":
        return "flag"
    known = {"note": "tall", "customer": "list", "collaborators": "list", "evidence": "drop"}
    return known.get(field["name"], "line")
