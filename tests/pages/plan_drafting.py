"""Drafts of a plan for the tests of its pages."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from services.access import COMMAND_LINE
from services.plans import plan_drafts
from services.plans.plan_drafts import PlanDraft
from tests.pages.conftest import Visit
from tests.pages.living import Shop


def begun(shop: Shop, **change: Any) -> PlanDraft:
    """A draft that begins as the plan in force; change: of its first rule."""
    draft = plan_drafts.start_from_version(shop.database, COMMAND_LINE, name="Spring")
    if not change:
        return draft
    rules = [draft.document["rules"][0] | change, *draft.document["rules"][1:]]
    return saved(shop, draft, rules)


def saved(shop: Shop, draft: PlanDraft, rules: list[Any]) -> PlanDraft:
    document = {**draft.document, "rules": rules}
    return plan_drafts.save(shop.database, COMMAND_LINE, draft.head.id, document, revision=draft.head.revision)


def opened(visit: Visit, draft: PlanDraft, user: str = "manager", **query: str) -> AppTest:
    return visit("plan", user, draft=str(draft.head.id), **query)


def now_standing(shop: Shop, draft: PlanDraft) -> PlanDraft:
    return plan_drafts.get(shop.database, COMMAND_LINE, draft.head.id)
