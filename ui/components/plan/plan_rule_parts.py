"""Parts of a rule's form that can stand several times: conditions and limits, each with what is wrong beneath it."""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from scoring.plan import Mistake, Op
from scoring.plan_nodes import Node, read_weekday
from services.plans.editing_plans import as_written
from ui.components.admin.admin_forms import Complaints
from ui.components.plan.plan_mistakes import said, where
from ui.components.plan.plan_rule_offers import DAYS, FLAG, NUMBER, Field, Offer, op_words, shared, weekdays, windows
from ui.i18n import _

MARK = "plan_f"
DAY = dt.timedelta(days=1)
LISTED = (Op.IN, Op.NOT_IN)
MOST = 10**15
"""Beyond it a browser cannot count, and no plan goes."""
Document = Mapping[str, Any]


class Places(Complaints):
    """Where each field of a rule is told what is wrong with it."""

    def mistakes(self, mistakes: Sequence[Mistake]) -> None:
        """Each stands beneath its field, or beneath what that is a part of."""
        for one in mistakes:
            place = self._known(one.path)
            what = said(one.message)
            self.say(what if place else _("{where}: {what}").format(where=where(one.path) or _("rules"), what=what), place)

    def _known(self, path: str) -> str:
        while path and path not in self._places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return path


def forget_typed() -> None:
    """A form begins with what stands in the draft, not with what was typed into an earlier one."""
    for key in [key for key in st.session_state if str(key).startswith(f"{MARK}_")]:
        del st.session_state[key]


def rows(name: str, had: Sequence[Document], add: str, draw: Callable[[int, str, Document], Document]) -> list[Document]:
    """Entries that are added and removed one by one. draw: gives the entry that stands in a row now, by its place, key and what it was."""
    key = f"{MARK}_{name}"
    numbers: list[int] = st.session_state.setdefault(key, list(range(len(had))))
    found = []
    for place, number in enumerate(numbers):
        with st.container(key=f"{key}_{number}_row", border=True):
            found.append(draw(place, f"{key}_{number}", had[number] if number < len(had) else {}))
            st.button(
                _("Remove"), key=f"{key}_{number}_remove", type="tertiary", icon=":material/close:", on_click=_remove, args=(key, number)
            )
    st.button(add, key=f"{key}_add", type="tertiary", icon=":material/add:", on_click=_add, args=(key, len(had)))
    return found


def _add(key: str, had: int) -> None:
    numbers = st.session_state[key]
    st.session_state[key] = [*numbers, max([had - 1, *numbers]) + 1]


def _remove(key: str, number: int) -> None:
    st.session_state[key] = [one for one in st.session_state[key] if one != number]


# conditions -----------------------------------------------------------------------------------------------------------------------


def conditions(had: Sequence[Document], offer: Offer, activities: Sequence[str], wrong: Places) -> list[Document]:
    def draw(place: int, key: str, was: Document) -> Document:
        fields = offer.fields(activities, str(was.get("field") or ""))
        left, middle, right = st.columns([2, 1.3, 2])
        with left:
            name = chosen(_("Field"), {name: one.words for name, one in fields.items()}, was.get("field"), f"{key}_field")
            wrong.beneath(f"when[{place}].field", f"when[{place}]")
        field = fields[name]
        with middle:
            op = chosen(_("Comparison"), {op.value: op_words()[op.value] for op in field.ops}, was.get("op"), f"{key}_{name}_op")
            wrong.beneath(f"when[{place}].op")
        with right:
            value = _value(field, op, was.get("value"), f"{key}_{name}_{op}")
            wrong.beneath(f"when[{place}].value")
        return {"field": name, "op": op, "value": value}

    return rows("when", had, _("Add a condition"), draw)


def _value(field: Field, op: str, was: Any, key: str) -> Any:
    """The value with which the field is compared, by the widget that fits it. op: of `Op`, or whatever a file says."""
    words = _("Value")
    if op == Op.EXISTS or field.kind == FLAG:
        return chosen(words, {"true": _("yes"), "false": _("no")}, "false" if was in (False, "false") else "true", key) == "true"
    if op in LISTED:
        return _values(field, was if isinstance(was, list) else [], key)
    if field.kind == DAYS:
        return weekday(chosen(words, {str(n): name for n, name in weekdays().items()}, weekday(was), key))
    if field.kind == NUMBER:
        found = st.number_input(words, value=as_float(was), format="%.10g", key=key)
        return None if found is None else as_written(found)
    if field.choices:
        return chosen(words, field.choices, was, key)
    return st.text_input(words, value="" if was is None or isinstance(was, list) else str(was), max_chars=200, key=key).strip()


def _values(field: Field, was: list[Any], key: str) -> list[Any]:
    if field.kind == DAYS:
        options = {str(n): name for n, name in weekdays().items()}
        return [weekday(one) for one in several(_("Values"), options, [str(weekday(one)) for one in was], key)]
    options = dict(field.choices) or {str(one): str(one) for one in was}
    return several(_("Values"), options, [str(one) for one in was], key, may_type=not field.choices)


def weekday(said: object) -> int | str:
    """The number of a day of the week, as a plan may name it; what names none stays, to be told so."""
    number = read_weekday(Node("", said, []))
    return str(said or "") if number is None else number


# limits ---------------------------------------------------------------------------------------------------------------------------


def limits(had: Sequence[Document], offer: Offer, activities: Sequence[str], wrong: Places) -> list[Document]:
    def draw(place: int, key: str, was: Document) -> Document:
        at, counts = f"limits[{place}]", {"times": _("times"), "points": _("points")}
        left, middle, right = st.columns(3)
        with left:
            most = st.number_input(_("At most"), value=as_int(was.get("times", was.get("points"))), step=1, key=f"{key}_most")
            wrong.beneath(f"{at}.times", f"{at}.points", at)
        with middle:
            counted = chosen(_("Counted"), counts, "points" if "points" in was else "times", f"{key}_counted")
        with right:
            per = chosen(_("In"), windows(), was.get("per"), f"{key}_per")
            wrong.beneath(f"{at}.per")
        same = sames(was, offer, activities, f"{key}_same")
        wrong.beneath(f"{at}.same")
        return {"per": per, counted: 0 if most is None else most} | ({"same": same} if same else {})

    return rows("limits", had, _("Add a limit"), draw)


def sames(was: Document, offer: Offer, activities: Sequence[str], key: str) -> list[str]:
    """The fields whose values count together."""
    known = was.get("same")
    had = [str(one) for one in known] if isinstance(known, list) else []
    options = shared(offer.attributes(activities), had)
    return several(_("For the same"), options, had, key, help=_("Nothing chosen: for whoever gets the points."))


# widgets --------------------------------------------------------------------------------------------------------------------------


def chosen(words: str, options: Mapping[str, str], had: Any, key: str) -> str:
    """One of the options; what stands there is kept, whatever it is."""
    known = list(options)
    kept = None if had is None else str(had)
    if kept and kept not in known:
        known.append(kept)
    found = st.selectbox(
        words, known, index=known.index(kept) if kept in known else 0, key=key, format_func=lambda one: options.get(one, one)
    )
    return str(found)


def several(
    words: str, options: Mapping[str, str], had: Sequence[str], key: str, *, may_type: bool = False, help: str | None = None
) -> list[str]:
    known = list(dict.fromkeys([*options, *had]))
    return st.multiselect(
        words,
        known,
        default=list(dict.fromkeys(had)),
        key=key,
        format_func=lambda one: options.get(one, one),
        placeholder=_("Choose"),
        accept_new_options=may_type,
        help=help,
    )


def as_day(value: Any) -> dt.date | None:
    """What a field for a day can show."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def last_day(until: Any) -> dt.date | None:
    """The last day before the one that a document names."""
    day = as_day(until)
    return day - DAY if day is not None and day > dt.date.min else None


def as_int(value: Any) -> int | None:
    """What a field for whole numbers can show: of what is beyond it, its bound."""
    return max(-MOST, min(MOST, value)) if isinstance(value, int) and not isinstance(value, bool) else None


def as_float(value: Any) -> float | None:
    """What a field for numbers can show: of what is beyond it, its bound."""
    try:
        found = None if value is None or isinstance(value, bool | list) else float(value)
    except OverflowError:
        return float(MOST)
    except (TypeError, ValueError):
        return None
    return None if found is None or math.isnan(found) else max(-float(MOST), min(float(MOST), found))
