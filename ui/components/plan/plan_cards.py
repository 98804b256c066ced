"""The rules of a draft as cards in plain words, each with its weight as a slider and as a number."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from scoring.plan import Category
from services.plans import editing_plans
from services.plans.plan_drafts import PlanDraft
from services.plans.starters import category_reasons
from services.plans.telling_drafts import CategoryTold, DraftTold, RuleTold
from ui.components.plan import plan_mistakes, plan_rule_form
from ui.components.plan.plan_saving import save
from ui.i18n import _, label
from ui.rendering import show
from ui.text import plain

SLIDER_MOST = 5.0
AT_ONCE = 30
SHOWN = "plan_cards_shown"
Document = Mapping[str, Any]
Change = Callable[[Document], Document]


def cards(told: DraftTold) -> None:
    """Every category with its weight and its rules; of a long plan as many as one can work with at a time, and those with mistakes."""
    left = st.session_state.get(SHOWN, AT_ONCE)
    for category in told.categories:
        _category(category, told.draft)
        mistaken = [rule for rule in category.rules[left:] if rule.mistakes]
        for rule in (*category.rules[:left], *mistaken[:AT_ONCE]):
            _card(rule, told)
        left = max(0, left - len(category.rules))
    if sum(len(category.rules) for category in told.categories) > st.session_state.get(SHOWN, AT_ONCE):
        st.button(_("Show more"), key="plan_cards_more", on_click=_more, icon=":material/expand_more:")


def _more() -> None:
    st.session_state[SHOWN] = st.session_state.get(SHOWN, AT_ONCE) + AT_ONCE


def _category(category: CategoryTold, seen: PlanDraft) -> None:
    """The heading of a category, with its weight."""
    key = category.key or "none"
    with st.container(key=f"plan_category_{key}"):
        show(
            "plan_category.html",
            title=category.label or _("Without a category"),
            why=label(category_reasons()[Category(category.key)]) if category.key and category.rules else "",
            mistakes=plan_mistakes.words(category.mistakes),
        )
        if category.key and (category.rules or category.mistakes):
            change = partial(_category_weight, Category(category.key))
            _weight(f"plan_weight_{key}", _("Weight of {name}").format(name=category.label), category.weight, seen, change)


def _category_weight(category: Category, weight: float) -> Change:
    return lambda document: editing_plans.with_category_weight(document, category, weight)


def _card(rule: RuleTold, told: DraftTold) -> None:
    seen = told.draft
    with st.container(key=f"plan_rule_{rule.place}"):
        words = rule.words
        show(
            "plan_card.html",
            gives=words.gives if words else "",
            label=rule.label or _("A rule without a name"),
            details=words.details if words else (),
            why=words.why if words else "",
            is_off=rule.is_off,
            mistakes=plan_mistakes.words(rule.mistakes),
        )
        with st.container(key=f"plan_moves_{rule.place}", horizontal=True, vertical_alignment="center", gap="small"):
            name = _("Weight of {name}").format(name=rule.label)
            _weight(f"plan_weight_rule_{rule.place}", name, rule.weight, seen, partial(_rule_weight, rule.place))
            plan_rule_form.opener(told, rule.place, _("Edit"), key=f"plan_edit_{rule.place}", type="tertiary")
            _menu(rule, seen)


def _rule_weight(place: int, weight: float) -> Change:
    return lambda document: editing_plans.with_rule_weight(document, place, weight)


# weights --------------------------------------------------------------------------------------------------------------------------


def _weight(key: str, name: str, weight: float | None, seen: PlanDraft, change: Callable[[float], Change]) -> None:
    """A weight to be moved: what stands in the draft is what both show."""
    slider, number = f"{key}_slider", f"{key}_number"
    st.session_state[slider] = min(SLIDER_MOST, max(0.0, weight or 0.0))
    st.session_state[number] = weight
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_both"):
        st.slider(
            plain(name),
            0.0,
            SLIDER_MOST,
            step=0.1,
            format="%.4g",
            key=slider,
            label_visibility="collapsed",
            on_change=_weighed,
            args=(slider, seen, change),
        )
        st.number_input(
            plain(name),
            value=None,  # emptied it is nothing, and not 0, which would switch a rule off
            step=0.1,
            format="%.6g",
            key=number,
            label_visibility="collapsed",
            width=96,
            on_change=_weighed,
            args=(number, seen, change),
        )


def _weighed(key: str, seen: PlanDraft, change: Callable[[float], Change]) -> None:
    weight = st.session_state[key]
    if weight is not None:
        save(seen, change(round(weight, 4)))


# the other ways -------------------------------------------------------------------------------------------------------------------


def _menu(rule: RuleTold, seen: PlanDraft) -> None:
    """What else can be done with a rule."""
    ways = _ways(rule)
    key = f"plan_more_{rule.place}"
    st.menu_button(
        _("More"),
        list(ways),
        key=key,
        format_func=lambda way: ways[way],
        type="tertiary",
        on_click=_chosen,
        args=(key, rule, seen),
    )


def _ways(rule: RuleTold) -> dict[str, str]:
    return {
        "copy": _("Copy"),
        "up": _("Move up"),
        "down": _("Move down"),
        "switch": _("Switch on") if rule.is_off else _("Switch off"),
        "remove": _("Remove"),
    }


def _chosen(key: str, rule: RuleTold, seen: PlanDraft) -> None:
    changes: dict[str, Change] = {
        "copy": lambda document: editing_plans.with_copy(document, rule.place),
        "up": lambda document: editing_plans.moved(document, rule.place, -1),
        "down": lambda document: editing_plans.moved(document, rule.place, 1),
        "switch": _rule_weight(rule.place, 1.0 if rule.is_off else 0.0),
        "remove": lambda document: editing_plans.without_rule(document, rule.place),
    }
    change = changes.get(st.session_state[key])
    if change is not None:
        save(seen, change)
