"""Levels of employees and tiers of customers in a draft, and when points expire: in words, and in a form with each mistake at its field."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from scoring.plan import HolderKind, Mistake, RoundTo
from services.access import Act
from services.plans import editing_plans
from services.plans.draft_mistakes import ladder_mistakes
from services.plans.telling_drafts import DraftTold, LadderTold
from ui.components import dialogs
from ui.components.admin.admin_frame import heading
from ui.components.plan import plan_mistakes
from ui.components.plan.plan_rule_form import key_of
from ui.components.plan.plan_rule_parts import MARK, Places, as_int, chosen, forget_typed, rows
from ui.components.plan.plan_saving import save
from ui.i18n import _, pgettext
from ui.rendering import show
from ui.sign_in import Viewer

NEVER, MONTHS = "never", "months"
A_YEAR = 12
Document = Mapping[str, Any]


def ladders(told: DraftTold) -> None:
    """Both kinds of holder, each with its form."""
    for ladder in told.ladders:
        _ladder(ladder, told)


def _ladder(ladder: LadderTold, told: DraftTold) -> None:
    kind, titles = ladder.kind.value, _titles()
    name = f"plan_ladder_{kind}_{told.draft.head.id}"
    with st.container(key=f"plan_ladder_{kind}"):
        show(
            "plan_ladder.html",
            title=titles[ladder.kind],
            steps=ladder.steps,
            nothing=_("None yet."),
            expiry=_("Points {expire}.").format(expire=ladder.expiry) if ladder.expiry else _("Points never expire."),
            mistakes=plan_mistakes.words(ladder.mistakes),
        )
        st.button(_("Edit"), key=f"plan_ladder_open_{kind}", type="tertiary", on_click=_open, args=(name,))
    dialogs.shown(name, titles[ladder.kind], Act.DRAFT_PLAN, partial(_edited, told, ladder.kind))


def _titles() -> dict[HolderKind, str]:
    return {HolderKind.EMPLOYEE: _("Levels of employees"), HolderKind.CUSTOMER: _("Tiers of customers")}


def _open(name: str) -> None:
    forget_typed()
    dialogs.open_one(name)


def _edited(told: DraftTold, kind: HolderKind, _reader: Viewer) -> bool:
    """True once they are saved in the draft."""
    document, wrong = told.draft.document, Places()
    typed = _tiers(editing_plans.ladder_of(document, kind), kind, wrong)
    order = sorted(range(len(typed)), key=lambda place: (typed[place].get("from") is None, typed[place].get("from") or 0))
    tiers = [typed[place] for place in order]
    expiry = _expiry(editing_plans.expiry_of(document, kind), kind, wrong)
    if not st.button(_("Save"), key=f"{MARK}_ladder_save", type="primary"):
        return False
    mistakes = ladder_mistakes(editing_plans.with_ladder(document, kind, tiers, expiry), kind)
    wrong.mistakes([_as_typed(one, kind, order) for one in mistakes])
    if not mistakes:
        save(told.draft, lambda latest: editing_plans.with_ladder(latest, kind, tiers, expiry))
    return not mistakes


def _as_typed(mistake: Mistake, kind: HolderKind, order: Sequence[int]) -> Mistake:
    """The mistake at the row in which it was typed: saved they stand in the order of their points."""
    for place, row in enumerate(order):
        at = f"tiers.{kind.value}[{place}]"
        if mistake.path == at or mistake.path.startswith(f"{at}."):
            return Mistake(f"tiers.{kind.value}[{row}]{mistake.path.removeprefix(at)}", mistake.message)
    return mistake


# fields ---------------------------------------------------------------------------------------------------------------------------


def _tiers(had: Sequence[Document], kind: HolderKind, wrong: Places) -> list[dict[str, Any]]:
    """The tiers as they are written now, in the order of their rows."""

    def draw(place: int, key: str, was: Document) -> Document:
        at, label = f"tiers.{kind.value}[{place}]", _label(was)
        left, right = st.columns(2)
        with left:
            label["en"] = st.text_input(_("Name in English"), value=label["en"], max_chars=200, key=f"{key}_en").strip()
        with right:
            label["zh"] = st.text_input(_("Name in Chinese"), value=label["zh"], max_chars=200, key=f"{key}_zh").strip()
        wrong.beneath(f"{at}.label", at)
        points, name = _points_and_key(at, place, key, was, label["en"], wrong)
        given = {"key": name, "label": {language: words for language, words in label.items() if words}, "from": points}
        return {**was, **{field: value for field, value in given.items() if value not in (None, {})}} if points is not None else given

    heading(_("Steps"), _("By lifetime points; the first from 0. They are sorted by points when saved."))
    add = _("Add a level") if kind is HolderKind.EMPLOYEE else _("Add a tier")
    found = rows(f"ladder_{kind.value}", had, add, draw)
    wrong.beneath(f"tiers.{kind.value}", "tiers")
    return [{name: value for name, value in one.items() if value not in (None, {})} for one in found]


def _points_and_key(at: str, place: int, key: str, was: Document, en: str, wrong: Places) -> tuple[int | None, str]:
    left, right = st.columns(2)
    with left:
        points = st.number_input(
            _("From points"), value=as_int(was.get("from", None if place else 0)), step=1, format="%d", key=f"{key}_from"
        )
        wrong.beneath(f"{at}.from")
    with right:
        had = str(was.get("key") or "")
        proposed = had or key_of(en) or f"step_{place + 1}"
        typed = st.text_input(pgettext("rule", "Key"), value=had, max_chars=80, key=f"{key}_key", placeholder=proposed).strip()
        wrong.beneath(f"{at}.key")
    return points, typed or proposed


def _label(was: Document) -> dict[str, str]:
    said = was.get("label")
    if isinstance(said, Mapping):
        return {language: str(said.get(language) or "") for language in ("en", "zh")}
    return dict.fromkeys(("en", "zh"), said if isinstance(said, str) else "")


def _expiry(was: Document, kind: HolderKind, wrong: Places) -> dict[str, Any]:
    """When points expire; empty: never."""
    heading(_("Expiry of points"))
    options = {NEVER: _("Never"), MONTHS: _("Some months after they were earned")}
    choice = st.radio(_("Points expire"), list(options), index=1 if was else 0, key=f"{MARK}_expiry", format_func=lambda one: options[one])
    if choice != MONTHS:
        return {}
    left, right = st.columns(2)
    with left:
        months = st.number_input(_("Months"), value=as_int(was.get("months", A_YEAR)), step=1, key=f"{MARK}_months")
        wrong.beneath(f"expiry.{kind.value}.months", f"expiry.{kind.value}")
    with right:
        rounding = chosen(_("Rounded up to"), _roundings(), was.get("round_to"), f"{MARK}_round_to")
        wrong.beneath(f"expiry.{kind.value}.round_to")
    found = {**was, "months": months, "round_to": rounding}
    return {name: value for name, value in found.items() if value is not None}


def _roundings() -> dict[str, str]:
    words = [_("the day itself"), _("the end of the month"), _("the end of the quarter"), _("the end of the year")]
    return {one.value: word for one, word in zip(RoundTo, words, strict=True)}
