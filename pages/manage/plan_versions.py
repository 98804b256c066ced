"""How points are earned: the plan in force in plain words; its versions, what each changed, any two beside each other."""

from functools import partial

import streamlit as st

from services.access import Act, Actor
from services.errors import Refusal
from services.plans import plan_drafts, plan_versions
from services.plans.plan_versions import Changed
from ui.components.frame import empty, masthead, wrong
from ui.components.plan.plan_history import changes_html, drafts_html, history_html
from ui.components.plan.plan_told import since, told_html
from ui.components.segments import segments
from ui.components.tuning.rescore_past import waiting_html
from ui.data import database
from ui.downloads import download
from ui.i18n import _
from ui.permission import allowed, still_allowed
from ui.reading import here
from ui.reading_plan import compared, history, told
from ui.reading_rescore import awaited
from ui.rendering import put

SAID = "plan_versions_said"

me = allowed(Act.READ_PLAN)
now = here(me)


def in_words() -> None:
    """The version that the address names, else the one in force."""
    asked = st.query_params.get("version", "")
    try:
        found = told(me, int(asked[:9]) if asked.isascii() and asked.isdigit() else None)
    except Refusal as refusal:
        return wrong(refusal)
    if found is None:
        return empty(_("No plan is in force yet"), _("Once one is published, what earns points and how many stands here."))
    put(told_html(found, now))


def versions() -> None:
    """The history, two versions beside each other, and what can be made of one."""
    known = history(me)
    if not known:
        return empty(
            _("No plan has been published yet"), _("Each version stands here with who published it, when, why, and what it changed.")
        )
    way = waiting_html(awaited(me)) if me.actor.may(Act.PUBLISH) else ""
    put(way + history_html(known, now))
    with st.container(border=True, key="plan_versions_beside"):
        chosen = beside(known)
        with st.container(horizontal=True, gap="small"):
            if me.actor.may(Act.DRAFT_PLAN):
                words = _("Copy version {n} into a draft").format(n=chosen)
                st.button(words, key="plan_versions_copy", on_click=copy, args=(chosen,), icon=":material/content_copy:")
            make = partial(yaml_of, chosen)
            download("plan_versions_yaml", _("Download as YAML"), f"plan-{chosen}.yaml", make, mime="application/yaml")
    drafts = plan_drafts.drafts(database(), me.actor) if me.actor.may(Act.DRAFT_PLAN) else ()
    if drafts:
        put(drafts_html(drafts, now))


def beside(known: tuple[Changed, ...]) -> int:
    """Two versions are chosen, and what differs between them stands beneath; the later one."""
    lines = {one.line.version: one.line for one in known}
    left, right = st.columns(2)
    with right:
        after = st.selectbox(_("Version"), list(lines), key="plan_versions_after", format_func=lambda n: since(lines[n], now))
    with left:
        others = list(lines)
        place = others.index(max(1, after - 1))
        before = st.selectbox(
            _("Compared with"), others, index=place, key=f"plan_versions_before_{after}", format_func=lambda n: since(lines[n], now)
        )
    put(changes_html(compared(me, before, after), before, after))
    return int(after)


def yaml_of(version: int, actor: Actor) -> bytes:
    return plan_versions.as_yaml(database(), actor, version).encode()


def copy(version: int) -> None:
    """A draft begins as the version."""
    reader = still_allowed(Act.DRAFT_PLAN)
    if reader is None:
        return
    try:
        plan_drafts.start_from_version(database(), reader.actor, name=_("As version {n}").format(n=version), version=version)
    except Refusal as refusal:
        st.session_state[SAID] = refusal
        return
    st.toast(_("The draft is saved."), icon=":material/check:")


masthead(_("How points are earned"))
refusal = st.session_state.pop(SAID, None)
if refusal is not None:
    wrong(refusal)
parts = {"plan": _("The plan"), "versions": _("Versions")}
if segments("plan_versions_show", _("Show"), "show", parts, "plan") == "plan":
    in_words()
else:
    versions()
