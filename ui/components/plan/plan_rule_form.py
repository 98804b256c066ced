"""The form of a rule: everything that a rule can say, without YAML; a mistake stands beneath its field, and nothing is saved until there is none."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.plans import editing_plans
from services.plans.draft_mistakes import rule_mistakes
from services.plans.telling_drafts import DraftTold
from ui.components import dialogs
from ui.components.admin.admin_frame import heading
from ui.components.plan import plan_sample
from ui.components.plan.plan_rule_offers import Offer, categories, measured, offer, recipients
from ui.components.plan.plan_rule_parts import (
    DAY,
    MARK,
    Places,
    as_day,
    as_float,
    as_int,
    chosen,
    conditions,
    forget_typed,
    last_day,
    limits,
    sames,
    several,
)
from ui.components.plan.plan_saving import save
from ui.i18n import _, pgettext
from ui.sign_in import Viewer

NAME = "plan_rule_form"
KEY_LETTERS = re.compile(r"[^a-z0-9]+")
Document = Mapping[str, Any]


def opener(told: DraftTold, place: int | None, words: str, **how: Any) -> None:
    """The button that opens the form of the rule there; None: of a new one."""
    st.button(words, on_click=_open, args=(told.draft.head.id, place), **how)


def _open(draft_id: int, place: int | None) -> None:
    forget_typed()
    dialogs.open_one(_name(draft_id, place))


def _name(draft_id: int, place: int | None) -> str:
    return f"{NAME}_{draft_id}_{'new' if place is None else place}"


def dialog(told: DraftTold) -> None:
    """The form, where it is open."""
    opened = str(st.session_state.get(dialogs.KEY, ""))
    prefix = f"{NAME}_{told.draft.head.id}_"
    if not opened.startswith(prefix):
        return
    which = opened.removeprefix(prefix)
    place = int(which) if which.isdigit() else None
    if place is not None and place >= len(editing_plans.rules_of(told.draft.document)):
        return
    dialogs.shown(opened, _("Add a rule") if place is None else _("Edit the rule"), Act.DRAFT_PLAN, partial(_edited, told, place))


def _edited(told: DraftTold, place: int | None, reader: Viewer) -> bool:
    """True once the rule is saved in the draft."""
    document, wrong = told.draft.document, Places()
    try:
        was: Document = {} if place is None else editing_plans.rule_at(document, place)
    except Refusal:  # what stands there is no rule at all: the form makes one of it
        was = {}
    offered = offer(reader, told)
    rule = _rule(was, told, offered, wrong)
    with st.container(horizontal=True, gap="small"):
        is_saved = st.button(_("Save the rule"), key=f"{MARK}_save", type="primary")
        plan_sample.button()
    example = plan_sample.example(reader, rule, _activities(rule), offered)
    if not is_saved and example is None:
        return False
    with wrong.listening():
        changed = editing_plans.with_rule(document, place, rule)
        at = len(changed["rules"]) - 1 if place is None else place
        mistakes = rule_mistakes(changed, at)
        wrong.mistakes(mistakes)
        if not mistakes and is_saved:
            save(told.draft, lambda latest: editing_plans.with_rule(latest, place, rule))
            return True
        if not mistakes and example is not None:
            plan_sample.answered(reader, changed, at, example)
    return False


def _activities(rule: Document) -> list[str]:
    """The types that the rule names."""
    had = rule.get("activity")
    return [str(one) for one in had] if isinstance(had, list) else [str(had)] if had else []


def _rule(was: Document, told: DraftTold, offered: Offer, wrong: Places) -> dict[str, Any]:
    """The rule as it is written now."""
    names = _names(was, told, wrong)
    activities = several(_("For which activities"), offered.types, _activities(was), f"{MARK}_activity")
    wrong.beneath("activity")
    parts: dict[str, Any] = {"activity": activities[0] if len(activities) == 1 else activities or None}
    parts["award"] = _award(_part(was, "award"), offered, activities, wrong)
    heading(_("Conditions"), _("All of them must hold."))
    parts["when"] = conditions(_list(was, "when"), offered, activities, wrong)
    wrong.beneath("when")
    heading(_("Limits"))
    parts["limits"] = limits(_list(was, "limits"), offered, activities, wrong)
    wrong.beneath("limits")
    parts["cooldown"] = _cooldown(_part(was, "cooldown"), offered, activities, wrong)
    parts["active"] = _active(_part(was, "active"), wrong)
    parts |= _weight(was, wrong)
    found = {**was, **names, **parts}
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def _part(was: Document, name: str) -> Document:
    found = was.get(name)
    return found if isinstance(found, Mapping) else {}


def _list(was: Document, name: str) -> list[Document]:
    found = was.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


# names ----------------------------------------------------------------------------------------------------------------------------


def _names(was: Document, told: DraftTold, wrong: Places) -> dict[str, Any]:
    said = was.get("label")
    had = {"en": said, "zh": said} if isinstance(said, str) else _part(was, "label")
    left, right = st.columns(2)
    with left:
        en = st.text_input(_("Name in English"), value=str(had.get("en") or ""), max_chars=200, key=f"{MARK}_en").strip()
    with right:
        zh = st.text_input(_("Name in Chinese"), value=str(had.get("zh") or ""), max_chars=200, key=f"{MARK}_zh").strip()
    wrong.beneath("label", "label.en", "label.zh")
    left, right = st.columns(2)
    with left:
        key = _key(str(was.get("key") or ""), en, told)
        wrong.beneath("key")
    with right:
        category = chosen(_("Category"), categories(), was.get("category"), f"{MARK}_category")
        wrong.beneath("category")
    label = {language: words for language, words in (("en", en), ("zh", zh)) if words}
    return {"key": key, "label": label, "category": category}


def _key(had: str, en: str, told: DraftTold) -> str:
    """The key, proposed from the name; once published it stays, because limits and explanations belong to it."""
    is_fixed = had in told.published
    proposed = had or editing_plans.free_key(told.draft.document, key_of(en) or "rule")
    help = _("It is published and stays as it is.") if is_fixed else _("Left empty it is made of the name.")
    typed = st.text_input(
        pgettext("rule", "Key"), value=had, max_chars=80, key=f"{MARK}_key", placeholder=proposed, disabled=is_fixed, help=help
    )
    return had if is_fixed else typed.strip() or proposed


def key_of(name: str) -> str:
    """A key of the letters and digits of a name."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return KEY_LETTERS.sub("_", ascii_only).strip("_")[:80]


# what it gives --------------------------------------------------------------------------------------------------------------------


def _award(was: Document, offered: Offer, activities: list[str], wrong: Places) -> dict[str, Any]:
    attributes = offered.attributes(activities)
    left, middle, right = st.columns([1, 1.5, 1])
    with left:
        points = st.number_input(_("Points"), value=as_int(was.get("points")), step=1, key=f"{MARK}_points")
        wrong.beneath("award.points", "award")
    with middle:
        of = chosen(_("Counted by"), measured(attributes, str(was.get("of") or "")), was.get("of") or "", f"{MARK}_of")
        wrong.beneath("award.of")
    per = None
    with right:
        if of:
            per = st.number_input(_("For every"), value=as_float(was.get("per")), format="%.10g", key=f"{MARK}_per")
        wrong.beneath("award.per")
    to = chosen(_("Who gets them"), recipients(attributes, str(was.get("to") or "employee")), was.get("to"), f"{MARK}_to")
    wrong.beneath("award.to")
    given = {"to": to, "points": points, "per": None if per is None else editing_plans.as_written(per), "of": of or None} | _bounds(
        was, wrong
    )
    return {name: value for name, value in given.items() if value is not None}


def _bounds(was: Document, wrong: Places) -> dict[str, int | None]:
    left, right = st.columns(2)
    with left:
        least = st.number_input(_("Each time at least"), value=as_int(was.get("min")), step=1, key=f"{MARK}_min")
        wrong.beneath("award.min")
    with right:
        most = st.number_input(_("Each time at most"), value=as_int(was.get("max")), step=1, key=f"{MARK}_max")
        wrong.beneath("award.max")
    return {"min": least, "max": most}


def _cooldown(was: Document, offered: Offer, activities: list[str], wrong: Places) -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        hours = st.number_input(_("Hours between two of them"), value=as_float(was.get("hours")), format="%.10g", key=f"{MARK}_hours")
        wrong.beneath("cooldown.hours", "cooldown")
    if hours is None:
        return {}
    with right:
        same = sames(was, offered, activities, f"{MARK}_cooldown_same")
        wrong.beneath("cooldown.same")
    return {"hours": editing_plans.as_written(hours)} | ({"same": same} if same else {})


def _active(was: Document, wrong: Places) -> dict[str, str]:
    """The days are shown as people count them: through the last one."""
    heading(_("In force"), _("Left empty: always."))
    left, right = st.columns(2)
    with left:
        first = st.date_input(_("First day"), value=as_day(was.get("from")), key=f"{MARK}_from")
        wrong.beneath("active.from", "active")
    with right:
        last = st.date_input(_("Last day"), value=last_day(was.get("until")), key=f"{MARK}_until")
        wrong.beneath("active.until")
    found = {"from": first, "until": last + DAY if isinstance(last, dt.date) and last < dt.date.max else None}
    return {name: day.isoformat() for name, day in found.items() if isinstance(day, dt.date)}


def _weight(was: Document, wrong: Places) -> dict[str, Any]:
    """The weight and the reason for it."""
    heading(_("Weight"))
    weight = st.number_input(_("Weight"), value=as_float(was.get("weight", 1)), step=0.1, format="%.6g", key=f"{MARK}_weight")
    wrong.beneath("weight")
    why = _part(was, "why")
    left, right = st.columns(2)
    with left:
        en = st.text_area(_("Why, in English"), value=str(why.get("en") or ""), max_chars=200, key=f"{MARK}_why_en")
    with right:
        zh = st.text_area(_("Why, in Chinese"), value=str(why.get("zh") or ""), max_chars=200, key=f"{MARK}_why_zh")
    wrong.beneath("why", "why.en", "why.zh")
    said = {language: " ".join(words.split()) for language, words in (("en", en), ("zh", zh)) if words.strip()}
    return {"weight": 1 if weight is None else editing_plans.as_written(weight), "why": said}
