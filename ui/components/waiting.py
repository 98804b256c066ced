"""What waits for a decision: a card for each, with a box to choose it, and what happens to those that are chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from services.activities.activity_facts import Facts
from services.activities.waiting import Decided, Key, WaitingItem
from ui import formats
from ui.components import links
from ui.i18n import _, label, ngettext
from ui.reading import Here
from ui.refusals import sentence
from ui.rendering import show
from ui.text import plain

PAGE = "approvals"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The keys of what is chosen, and how many could be."""

    keys: tuple[Key, ...]
    of: int


def choose(items: Sequence[WaitingItem], here: Here) -> Chosen:
    """The cards, each with its box; one's own have none."""
    open_to_me = [item for item in items if not item.is_own]
    st.checkbox(
        ngettext("Choose the {n} shown", "Choose all {n} shown", len(open_to_me)).format(n=len(open_to_me)),
        key=f"{PAGE}_all",
        on_change=_choose_all,
        args=([_box(item) for item in open_to_me],),
        disabled=not open_to_me,
    )
    chosen = [item.facts.key for item in items if _card(item, here)]
    return Chosen(tuple(chosen), len(open_to_me))


def _box(item: WaitingItem) -> str:
    return f"{PAGE}_box_{item.facts.source}_{item.facts.external_id}"


def _choose_all(boxes: list[str]) -> None:
    for box in boxes:
        st.session_state[box] = st.session_state[f"{PAGE}_all"]


def _card(item: WaitingItem, here: Here) -> bool:
    """The card; True where it is chosen."""
    with st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="top", key=f"{_box(item)}_card"):
        name = item.facts.employee.name if item.facts.employee else item.facts.external_id
        chosen = st.checkbox(plain(name), key=_box(item), label_visibility="collapsed", disabled=item.is_own, width="content")
        show("waiting.html", **_shown(item, here))
    return chosen and not item.is_own


def _shown(item: WaitingItem, here: Here) -> dict[str, object]:
    facts = item.facts
    return {
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
