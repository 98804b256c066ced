"""The catalogue as a list: each type with its symbol, what it needs, and how much the plan makes of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from ui.components import links
from ui.components.frame import note_html
from ui.components.types.type_words import PLAIN_ICON, needed
from ui.data import version
from ui.i18n import _, label, language, ngettext
from ui.rendering import rendered
from ui.shared import once_per


def rows(types: Sequence[Mapping[str, Any]], rules: Mapping[str, int]) -> str:
    """The types, those that are offered first, with how many there are, as HTML."""
    return once_per(version().directory_revision, ("types shown", language()), lambda: _drawn(types, rules))


def _drawn(types: Sequence[Mapping[str, Any]], rules: Mapping[str, int]) -> str:
    shown = [_line(kind, rules.get(kind["key"], 0)) for kind in sorted(types, key=lambda one: not one["active"])]
    count = ngettext("{n} type", "{n} types", len(types)).format(n=len(types))
    return rendered("types_list.html", types=shown) + note_html(count, _("Rules are those of the newest plan"))


def _line(kind: Mapping[str, Any], used: int) -> dict[str, Any]:
    return {
        "name": label(kind["label"]),
        "key": kind["key"],
        "icon": kind["icon"] or PLAIN_ICON,
        "href": links.to("activity_types", type=kind["key"]),
        "needs": _needs(kind),
        "tags": _tags(kind, used),
        "faded": not kind["active"],
    }


def _needs(kind: Mapping[str, Any]) -> str:
    names = needed(kind)
    return _("Needs {fields}").format(fields=_(", ").join(names)) if names else _("Needs nothing")


def _tags(kind: Mapping[str, Any], used: int) -> list[tuple[str, str]]:
    tags = [(_("approval"), "gold")] if kind["approval"] else []
    tags.append((ngettext("{n} rule", "{n} rules", used).format(n=used), "good" if used else ""))
    return tags + ([] if kind["active"] else [(_("not offered"), "bad")])
