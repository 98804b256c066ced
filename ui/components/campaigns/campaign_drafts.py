"""Which draft the campaigns are looked at in: the published plan alone, or one of the drafts."""

from collections.abc import Sequence

import streamlit as st

from services.plans.plan_drafts import DraftHead
from ui.components.plan.plan_history import who
from ui.components.plan.plan_told import moment_of
from ui.i18n import _
from ui.reading import Here

KEY = "campaigns_draft"
PUBLISHED = ""


def chosen_draft(drafts: Sequence[DraftHead], here: Here) -> int | None:
    """The draft that the address names; None: the published plan. Without drafts nothing is asked."""
    asked = st.query_params.get("draft", PUBLISHED)
    names = {PUBLISHED: _("The published plan")} | {str(one.id): _about(one, here) for one in drafts}
    if asked not in names:
        names[asked] = _("Draft {n}, which is not here any more").format(n=asked[:20])
    if len(names) > 1:
        st.session_state[KEY] = asked
        st.selectbox(_("Campaigns of"), list(names), key=KEY, format_func=lambda one: names[one], on_change=_choose, width=420)
    return int(asked[:9]) if asked.isascii() and asked.isdigit() else 0 if asked else None


def _about(one: DraftHead, here: Here) -> str:
    return _("Draft: {name} ({user}, {when})").format(name=one.name, user=who(one.updated_by), when=moment_of(one.updated_at, here))


def _choose() -> None:
    if st.session_state[KEY]:
        st.query_params["draft"] = st.session_state[KEY]
    else:
        st.query_params.pop("draft", None)
