"""Starter plans for a draft that stands: their rules, each with its reason, and the activity types that the catalogue lacks."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from services.access import Act
from services.beginning.starting import add_starter_types, starter_document, starter_plans
from services.plans import editing_plans
from services.plans.starters import StarterPlan, starters_knowing
from services.plans.telling_drafts import DraftTold
from ui.components import dialogs
from ui.components.admin.admin_forms import Complaints, done
from ui.components.frame import note
from ui.components.plan.plan_saving import save
from ui.components.plan.starter import rule_line
from ui.data import database
from ui.i18n import _, label, ngettext
from ui.permission import allowed
from ui.rendering import show
from ui.sign_in import Viewer
from ui.text import plain

NAME = "plan_starter"


def opener(told: DraftTold) -> None:
    """The button that opens the choice among the starters' rules, and the dialog."""
    name = f"{NAME}_{told.draft.head.id}"
    dialogs.opener(_("Rules of a starter plan …"), name, key="plan_starter_open", icon=":material/playlist_add:")
    dialogs.shown(name, _("Rules of a starter plan"), Act.DRAFT_PLAN, partial(_added, told))


def _added(told: DraftTold, _reader: Viewer) -> bool:
    """True once the chosen rules stand in the draft."""
    plans = {plan.key: plan for plan in starter_plans()}
    standing = {rule.get("key") for rule in editing_plans.rules_of(told.draft.document) if isinstance(rule, Mapping)}
    lacking = [plan.key for plan in plans.values() if any(rule.key not in standing for rule in plan.rules)]
    begin = list(plans).index(lacking[0]) if lacking else 0
    key = st.selectbox(_("Starter plan"), list(plans), begin, key="plan_starter_plan", format_func=lambda one: label(plans[one].label))
    plan = plans[str(key)]
    rules = {rule.key: rule for rule in plan.rules}
    chosen = st.multiselect(
        _("Rules"),
        list(rules),
        default=[one for one in rules if one not in standing],
        key=f"plan_starter_rules_{plan.key}",
        format_func=lambda one: label(rules[one].label),
        placeholder=_("Choose"),
        help=_("Those that the draft has already are left out at first."),
    )
    show(
        "first_run_gives.html",
        description=label(plan.description),
        groups=[(_("What they give"), [rule_line(rules[one]) for one in chosen])],
        note="",
    )
    words = ngettext("Add {n} rule", "Add {n} rules", len(chosen)).format(n=len(chosen))
    if not st.button(words, key="plan_starter_send", type="primary", disabled=not chosen):
        return False
    save(told.draft, lambda document: editing_plans.with_rules(document, _documents(plan, chosen)))
    return True


def _documents(plan: StarterPlan, keys: list[str]) -> list[dict[str, Any]]:
    rules: Any = starter_document(plan.key)["rules"]
    return [rule for rule in rules if rule["key"] in keys]


# activity types -------------------------------------------------------------------------------------------------------------------


def unknown_types(me: Viewer, told: DraftTold) -> None:
    """Which activities the catalogue lacks; for administrators what adds them, for others who can."""
    if not told.unknown_types:
        return
    note(_("The catalogue does not know these activities yet: {types}").format(types=_(", ").join(told.unknown_types)))
    if not me.actor.may(Act.MANAGE_CATALOGUE):
        return note(
            _("Their rules give nothing until an administrator adds them to the activity types. Drafting and publishing work all the same.")
        )
    wrong = Complaints()
    for plan in starters_knowing(told.unknown_types):
        words = _("Add the activity types of {plan}").format(plan=label(plan.label))
        if st.button(plain(words), key=f"plan_types_{plan.key}", icon=":material/add:"):
            with wrong.listening():
                _types_added(plan)


def _types_added(plan: StarterPlan) -> None:
    new = add_starter_types(database(), allowed(Act.MANAGE_CATALOGUE).actor, plan.key)
    done(ngettext("{n} activity type added.", "{n} activity types added.", len(new)).format(n=len(new)))
