"""What a draft would change, always in sight; and the dialog that publishes it."""

import datetime as dt
from functools import partial

import streamlit as st

from scoring.plan import Mistake
from services.access import Act
from services.plans import plan_drafts, planning
from services.plans.plan_drafts import PlanDraft
from services.plans.telling_drafts import DraftTold
from ui.components import dialogs
from ui.components.admin.admin_forms import Complaints
from ui.components.frame import note
from ui.components.plan import plan_mistakes
from ui.components.plan.plan_history import who
from ui.components.plan.plan_told import moment_of
from ui.data import database
from ui.i18n import _, ngettext, pgettext
from ui.menu import page
from ui.reading import Here
from ui.rendering import show
from ui.sign_in import Viewer

PUBLISH = "plan_publish"
NOW, DAY = "now", "day"
NAMED = 5
"""So many rules with mistakes are named beside the differences."""
VERSIONS = "manage/plan_versions.py"


def beside(draft: PlanDraft) -> str:
    """What the draft began as, and by whom."""
    began = _("begun by {name}").format(name=who(draft.head.created_by))
    return " · ".join([*([_("from version {n}").format(n=draft.head.based_on)] if draft.head.based_on else []), began])


def differs(told: DraftTold, here: Here) -> None:
    """The draft's mistakes, or what differs from the newest version; who saved it and when."""
    head, changes = told.draft.head, told.changes or ()
    saved = _("saved by {name}, {when}").format(name=who(head.updated_by), when=moment_of(head.updated_at, here))
    show(
        "plan_differs.html",
        title=_title(told),
        about=saved,
        mistakes=plan_mistakes.words(told.mistakes) + _of_rules(told),
        changes=changes,
        behind=_behind(told),
        summary=ngettext("{n} difference", "{n} differences", len(changes)).format(n=len(changes)),
    )


def _behind(told: DraftTold) -> str:
    """What a draft that began before the newest version would undo without a word."""
    began, newest = told.draft.head.based_on, told.draft.compared_with
    if not told.changes or began is None or newest is None or began >= newest:
        return ""
    text = _("Version {n} was published after this draft had begun from version {began}: what differs from it would be undone.")
    return text.format(n=newest, began=began)


def _of_rules(told: DraftTold) -> tuple[tuple[str, str], ...]:
    """The rules that have mistakes, by name, each with the place of the first; what is wrong there stands on their cards."""
    mistaken = [rule for category in told.categories for rule in category.rules if rule.mistakes][:NAMED]
    return tuple((rule.label or _("A rule without a name"), _first(rule.mistakes[0])) for rule in mistaken)


def _first(mistake: Mistake) -> str:
    return plan_mistakes.where(mistake.path) or plan_mistakes.said(mistake.message)


def _title(told: DraftTold) -> str:
    count, version = len(told.changes or ()), told.draft.compared_with
    if told.mistaken:
        return ngettext("{n} mistake to set right", "{n} mistakes to set right", told.mistaken).format(n=told.mistaken)
    if version is None:
        return _("Nothing is published yet")
    if not count:
        return _("The same as version {n}").format(n=version)
    return ngettext("{n} difference from version {v}", "{n} differences from version {v}", count).format(n=count, v=version)


# publishing -----------------------------------------------------------------------------------------------------------------------


def publishing(me: Viewer, told: DraftTold, here: Here) -> None:
    """The button that opens the dialog; for whom publishing is reserved, the sentence that says so."""
    if not planning.may_publish(database(), me.actor):
        note(_("Publishing is reserved to administrators: ask one to publish your draft."))
        return
    is_ready = told.changes is not None and len(told.changes) > 0
    name = f"{PUBLISH}_{told.draft.head.id}"
    dialogs.opener(_("Publish …"), name, type="primary", icon=":material/publish:", key="plan_publish_open", disabled=not is_ready)
    if is_ready:
        dialogs.shown(name, _("Publish this plan"), Act.PUBLISH, partial(_publish, told, here))


def _publish(told: DraftTold, here: Here, reader: Viewer) -> bool:
    """Asks for the reason and the day; the version history follows."""
    wrong, changes = Complaints(), told.changes or ()
    _before(told)
    with st.form("plan_publish", border=False):
        reason = st.text_area(_("Reason"), max_chars=500, key="plan_reason", help=_("Everybody can read it in the version history."))
        wrong.beneath("reason")
        begins = _begins(told, here) if told.draft.compared_with is not None else None
        wrong.beneath("effective_from")
        words = ngettext("Publish {n} change", "Publish {n} changes", len(changes)).format(n=len(changes))
        if not st.form_submit_button(words, type="primary", key="plan_publish_send"):
            return False
    with wrong.listening():
        _published(told.draft, reader, " ".join(reason.split()), begins)
        dialogs.close()
        st.switch_page(page(VERSIONS), query_params={"show": "versions"})
    return False


def _before(told: DraftTold) -> None:
    """The differences once more."""
    changes, version = told.changes or (), told.draft.compared_with
    if version is None:
        title = _("The first plan is in force since always.")
    else:
        words = ngettext("{n} difference from version {v}", "{n} differences from version {v}", len(changes))
        title = words.format(n=len(changes), v=version)
    show("plan_changes.html", title=title, changes=changes, nothing="")


def _begins(told: DraftTold, here: Here) -> dt.date | None:
    """From which day; None: from the moment of publishing."""
    options = {NOW: _("From now on"), DAY: _("From the beginning of a day")}
    chosen = st.radio(_("In force"), list(options), key="plan_begins", format_func=lambda one: options[one], horizontal=True)
    day = st.date_input(
        pgettext("date", "Day"),
        here.today,
        min_value=told.first_day or dt.date(1970, 1, 1),
        key="plan_day",
        help=_("Days that are closed cannot be chosen. What is recorded already keeps its points until its period is scored again."),
    )
    return day if chosen == DAY and isinstance(day, dt.date) else None


def _published(draft: PlanDraft, reader: Viewer, reason: str, begins: dt.date | None) -> None:
    plan_drafts.publish(
        database(),
        reader.actor,
        draft.head.id,
        revision=draft.head.revision,
        compared_with=draft.compared_with,
        reason=reason,
        effective_from=begins,
    )
