"""What belongs to an activity type, in the reader's words, and the symbols that it can have."""

from collections.abc import Mapping
from typing import Any

from ui.i18n import _, label

ATTRIBUTE = "attributes."
EMPLOYEE = "employee"
OFFERED = ("customer", "amount", "quantity", "collaborators", "channel", "note", "evidence")
ICONS = (
    *("storefront", "handshake", "person_add", "call", "mail", "chat", "forum", "event", "groups", "diversity_3"),
    *("star", "thumb_up", "favorite", "emoji_events", "celebration", "workspace_premium", "rocket_launch", "trending_up"),
    *("shopping_cart", "receipt_long", "payments", "sell", "inventory_2", "local_shipping", "assignment_return", "undo"),
    *("build", "support_agent", "school", "lightbulb", "campaign", "photo_camera", "map", "directions_car", "home_work"),
    *("task_alt", "fact_check", "edit_note", "schedule", "redeem", "eco", "health_and_safety"),
)
PLAIN_ICON = "task_alt"


def field_words() -> dict[str, str]:
    """The fields that every type can have."""
    return {
        "employee": _("Employee"),
        "customer": _("Customer"),
        "amount": _("Amount"),
        "quantity": _("Quantity"),
        "collaborators": _("Together with"),
        "channel": _("Channel"),
        "note": _("Note"),
        "evidence": _("Photos"),
    }


def kind_words() -> dict[str, str]:
    """The kinds of a field of one's own."""
    return {"text": _("Text"), "number": _("Number"), "choice": _("Choice"), "flag": _("Yes or no")}


def field_name(field: Mapping[str, Any]) -> str:
    """A field by its own label, else by the word that everybody knows."""
    name = str(field["name"])
    return label(field["label"]) if field.get("label") else field_words().get(name, name.removeprefix(ATTRIBUTE))


def needed(kind: Mapping[str, Any]) -> list[str]:
    """The names of what must be given, in words."""
    fields = {field["name"]: field for field in kind["fields"]}
    return [field_name(fields.get(name, {"name": name})) for name in kind["requires"]]
