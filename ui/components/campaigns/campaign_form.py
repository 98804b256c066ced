"""The form of a campaign: everything that it can say, without YAML; a mistake stands beneath its field, and nothing is saved until there is none."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import streamlit as st

from scoring.amounts import E4
from services.access import Act
from services.campaigns import editing_campaigns as editing
from services.campaigns.standing_campaigns import campaign_in, campaign_mistakes
from services.campaigns.telling_campaigns import CampaignsTold, CampaignTold, foreseen
from services.plans.editing_plans import as_written
from services.plans.plan_drafts import PlanDraft
from ui.components import dialogs
from ui.components.admin.admin_frame import heading
from ui.components.campaigns.campaign_offers import Offer, offer
from ui.components.campaigns.campaign_saving import save
from ui.components.campaigns.campaign_words import money, more_rivals, rival_sentence, unknown_words
from ui.components.frame import note
from ui.components.plan.plan_rule_form import key_of
from ui.components.plan.plan_rule_parts import DAY, Places, as_day, as_float, as_int, last_day, several
from ui.data import database
from ui.i18n import _, pgettext
from ui.reading import here
from ui.rendering import show
from ui.sign_in import Viewer

MARK, NAME = "campaigns_f", "campaigns_form"
COPY = "copy."
NEW = "new"
Document = Mapping[str, Any]


def opener(draft: PlanDraft | None, which: int | CampaignTold | None, words: str, **how: Any) -> None:
    """The button that opens the form."""
    st.button(words, on_click=begin, args=(draft, which), **how)


def begin(draft: PlanDraft | None, which: int | CampaignTold | None) -> None:
    """The form is open: of the campaign at a place, of a copy of one, None: of a new one.

    It begins with what stands in the plan, not with what was typed into an earlier one.
    """
    for key in [key for key in st.session_state if str(key).startswith(f"{MARK}_")]:
        del st.session_state[key]
    dialogs.open_one(_name(draft, which))


def _name(draft: PlanDraft | None, which: int | CampaignTold | None) -> str:
    of = NEW if which is None else f"{COPY}{which.key}" if isinstance(which, CampaignTold) else str(which)
    return f"{NAME}_{draft.head.id if draft else 0}_{of}"


def dialog(told: CampaignsTold, draft: PlanDraft | None) -> None:
    """The form, where it is open."""
    opened, prefix = str(st.session_state.get(dialogs.KEY, "")), _name(draft, None).removesuffix(NEW)
    if not opened.startswith(prefix):
        return
    which = opened.removeprefix(prefix)
    if which.startswith(COPY):
        one = next((one for one in told.campaigns if one.key == which.removeprefix(COPY)), None)
    else:
        one = next((one for one in told.campaigns if which.isdigit() and one.place == int(which)), None)
    if one is None and which != NEW:
        return
    place = one.place if one is not None and which.isdigit() else None
    title = _("Edit the campaign") if place is not None else _("Add a campaign")
    dialogs.shown(opened, title, Act.DRAFT_PLAN, partial(_edited, told, draft, one, place))


def _edited(told: CampaignsTold, draft: PlanDraft | None, one: CampaignTold | None, place: int | None, reader: Viewer) -> bool:
    """True once the campaign is saved."""
    document, wrong = told.document or {}, Places()
    was = one.entry if one is not None and place is not None else _moved_on(one, here(reader).today) if one is not None else {}
    campaign = _campaign(was, told, place, offer(reader, document), wrong, reader)
    changed = _changed(document, place, campaign)
    _beside(changed, place, campaign, reader)
    if not st.button(_("Save the campaign"), key=f"{MARK}_save", type="primary"):
        return False
    mistakes = campaign_mistakes(changed, len(editing.campaigns_of(document)) if place is None else place)
    wrong.mistakes(mistakes)
    if not campaign.get("label"):
        wrong.say(_("Give it a name."), "label")
    if mistakes or not campaign.get("label"):
        return False
    with wrong.listening():
        save(told, draft, partial(editing.with_campaign, place=place, campaign=campaign, was=one.key if one else ""))
        return True
    return False


def _changed(document: Document, place: int | None, campaign: Document) -> dict[str, Any]:
    """The document as it would be saved."""
    was = editing.key_at(document, place) if place is not None else ""
    return editing.with_campaign(document, place, campaign, was=was)


def _moved_on(one: CampaignTold, today: dt.date) -> Document:
    """What a copy begins with: the same from today on, for as long, under a key of its own."""
    kept = {name: value for name, value in one.entry.items() if name not in ("key", "from", "until")}
    if one.from_on is None or one.until_on is None:
        return kept
    until = today + min(one.until_on - one.from_on, dt.date.max - today)
    return kept | {"from": today.isoformat(), "until": until.isoformat()}


def _beside(changed: Document, place: int | None, campaign: Document, reader: Viewer) -> None:
    """What would come of it: with which other campaigns it overlaps, and what then counts."""
    found = campaign_in(campaign)
    if found is None:
        return
    coming = foreseen(database(), reader.actor, changed, len(editing.campaigns_of(changed)) - 1 if place is None else place)
    if coming is None:
        return
    multiply = Fraction(found.multiply_e4, E4)
    lines = [
        _("No rule of the plan gives points for this: the campaign would do nothing.") if coming.is_idle else "",
        _("These days are over: it counts only for what is recorded late, or when the period is scored again.") if coming.is_past else "",
        unknown_words(coming.unknown),
        _("A multiplier of 1 changes nothing.") if multiply == 1 else "",
        *(rival_sentence(multiply, rival) for rival in coming.rivals.told),
        more_rivals(coming.rivals.more),
    ]
    if any(lines):
        show("campaign_foreseen.html", lines=tuple(line for line in lines if line))


# fields ---------------------------------------------------------------------------------------------------------------------------


def _campaign(was: Document, told: CampaignsTold, place: int | None, offered: Offer, wrong: Places, reader: Viewer) -> dict[str, Any]:
    """The campaign as it is written now."""
    parts = _names(was, told, place, wrong)
    left, middle, right = st.columns(3)
    with left:
        multiply = st.number_input(_("Multiplier"), value=as_float(was.get("multiply", 2)), step=0.5, format="%.6g", key=f"{MARK}_multiply")
        wrong.beneath("multiply")
    parts["multiply"] = None if multiply is None else as_written(multiply)
    parts |= _days(was, middle, right, wrong)
    heading(_("What it covers"), _("Left empty: everything that earns points."))
    parts |= _covered(was, offered, wrong)
    heading(_("Budget"), _("When its points are used up, the campaign stops by itself."))
    budget = st.number_input(_("Points at most"), value=as_int(was.get("budget")), step=1000, key=f"{MARK}_budget")
    if budget and (worth := money(budget, here(reader))):
        note(_("That is {money}.").format(money=worth))
    wrong.beneath("budget", "")
    parts["budget"] = budget
    found = {**was, **parts}
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def _names(was: Document, told: CampaignsTold, place: int | None, wrong: Places) -> dict[str, Any]:
    said = was.get("label")
    had = said if isinstance(said, Mapping) else {"en": said, "zh": said}
    left, right = st.columns(2)
    with left:
        en = st.text_input(_("Name in English"), value=str(had.get("en") or ""), max_chars=200, key=f"{MARK}_en").strip()
    with right:
        zh = st.text_input(_("Name in Chinese"), value=str(had.get("zh") or ""), max_chars=200, key=f"{MARK}_zh").strip()
    wrong.beneath("label", "label.en", "label.zh")
    key = _key(editing.key_of(was), en, told, place)
    wrong.beneath("key")
    return {"key": key, "label": {language: words for language, words in (("en", en), ("zh", zh)) if words}}


def _key(had: str, en: str, told: CampaignsTold, place: int | None) -> str:
    """The key, proposed from the name; once published it stays, because what the campaign has cost belongs to it."""
    is_fixed = place is not None and had in told.keys
    proposed = had or editing.free_key(told.document or {}, key_of(en) or "campaign", told.keys)
    help = _("It is published and stays as it is.") if is_fixed else _("Left empty it is made of the name.")
    typed = st.text_input(
        pgettext("campaign", "Key"), value=had, max_chars=80, key=f"{MARK}_key", placeholder=proposed, disabled=is_fixed, help=help
    )
    return had if is_fixed else typed.strip() or proposed


def _days(was: Document, middle: Any, right: Any, wrong: Places) -> dict[str, str]:
    """The days are shown as people count them: through the last one."""
    with middle:
        first = st.date_input(_("First day"), value=as_day(was.get("from")), key=f"{MARK}_from")
        wrong.beneath("from")
    with right:
        last = st.date_input(_("Last day"), value=last_day(was.get("until")), key=f"{MARK}_until")
        wrong.beneath("until")
    return {
        name: day.isoformat()
        for name, day in (("from", first), ("until", last + DAY if isinstance(last, dt.date) and last < dt.date.max else None))
        if isinstance(day, dt.date)
    }


def _covered(was: Document, offered: Offer, wrong: Places) -> dict[str, list[str]]:
    left, right = st.columns(2)
    with left:
        rules = several(_("Rules"), offered.rules, _listed(was, "rules"), f"{MARK}_rules")
        wrong.beneath("rules")
        teams = several(_("Teams"), offered.teams, _listed(was, "teams"), f"{MARK}_teams", help=_("With all teams below them."))
        wrong.beneath("teams")
    with right:
        types = several(_("Activities"), offered.types, _listed(was, "types"), f"{MARK}_types")
        wrong.beneath("types")
        words = _("Customers’ tags")
        tags = several(words, offered.tags, _listed(was, "tags"), f"{MARK}_tags", may_type=True, help=_("Any of them is enough."))
        wrong.beneath("tags")
    return {"rules": rules, "types": types, "teams": teams, "tags": tags}


def _listed(was: Document, name: str) -> list[str]:
    found = was.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []
