"""What waits for a decision: a card for each, with a box to choose it, and what happens to those that are chosen."""

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st

from services.activities import waiting as deciding
from services.activities.activity_facts import Facts
from services.activities.waiting import Decided, Key, WaitingItem
from services.page import Page
from ui import formats
from ui.components import choosing, links
from ui.components.choosing import Listed
from ui.data import database, version
from ui.i18n import _, label, language, ngettext
from ui.reading import Here, shared_by
from ui.refusals import sentence
from ui.rendering import rendered
from ui.shared import once_per
from ui.sign_in import Viewer
from ui.text import plain

PAGE = "approvals"
AT_ONCE = 20


def waits(me: Viewer, here: Here) -> Listed[Key] | None:
    """The cards, each with its box, the oldest first; one's own have none. None where nothing waits."""
    return once_per((version(), here.today), (PAGE, shared_by(me), language()), lambda: _waits(me, here))


def _waits(me: Viewer, here: Here) -> Listed[Key] | None:
    page = deciding.waiting(database(), me.actor, limit=AT_ONCE)
    if not page.items:
        return None
    return Listed(_html(page, here), {_box(item): item.facts.key for item in page.items if not item.is_own})


def choose(listed: Listed[Key]) -> tuple[Key, ...]:
    """The cards; what of them is chosen."""
    return choosing.choose(PAGE, listed)


def _html(page: Page[WaitingItem], here: Here) -> str:
    total, open_to_me = page.total or 0, sum(not item.is_own for item in page.items)
    waits = ngettext("{n} waits for a decision", "{n} wait for a decision", total).format(n=total)
    return rendered(
        "waiting.html",
        notes=(waits, _("the oldest first")) if total > 1 else (waits,),
        all=ngettext("Choose the {n} shown", "Choose all {n} shown", open_to_me).format(n=open_to_me),
        can_choose=open_to_me > 0,
        items=[_shown(item, here) for item in page.items],
    )


def _box(item: WaitingItem) -> str:
    return f"{quote(item.facts.source, safe='')}/{quote(item.facts.external_id, safe='')}"


def _shown(item: WaitingItem, here: Here) -> dict[str, object]:
    facts = item.facts
    return {
        "key": _box(item),
        "name": facts.employee.name if facts.employee else facts.external_id,
        "who": facts.employee.name if facts.employee else "",
        "team": item.team.name if item.team else "",
        "what": label(facts.type_label),
        "when": formats.moment(facts.occurred_at, here.now, here.zone),
        "details": _details(facts, here),
        "note": facts.note or "",
        "photos": len(facts.evidence),
        "would_earn": item.would_earn,
        "others_would_earn": item.others_would_earn,
        "is_own": item.is_own,
        "href": links.to("activity", source=facts.source, id=facts.external_id),
    }


def _details(facts: Facts, here: Here) -> list[str]:
    parts = [
        facts.customer.name if facts.customer else "",
        formats.money(str(facts.amount), here.currency) if facts.amount is not None else "",
        formats.amount(str(facts.quantity)) if facts.quantity is not None else "",
        facts.channel or "",
        _("with {names}").format(names=formats.listed(named.name for named in facts.collaborators)) if facts.collaborators else "",
        *(_("{name}: {value}").format(name=name, value=value) for name, value in facts.attributes.items()),
    ]
    return [part for part in parts if part]


def report(answers: Sequence[Decided]) -> None:
    """What became of them: how many were decided, and for each that was refused why."""
    done = [answer for answer in answers if answer.refusal is None]
    if done:
        words = {
            "approved": ngettext("{n} approved: the points count", "{n} approved: the points count", len(done)),
            "declined": ngettext(
                "{n} declined: it stays on record and earns nothing", "{n} declined: they stay on record and earn nothing", len(done)
            ),
        }
        st.toast(words[done[0].status or "approved"].format(n=len(done)), icon=":material/check:")
    for answer in answers:
        if answer.refusal is not None:
            told = _("{name}: {value}").format(name=answer.key[1], value=sentence(answer.refusal))
            st.error(plain(told), icon=":material/error:")
