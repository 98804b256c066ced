"""The scenes of a screen in their order: each on or off, for how long, and where it goes."""

from functools import partial

import streamlit as st

from services.screens.playlists import MOST_SCENES, MOST_TEXT, OF_A_PERIOD, SceneKind
from ui.components.admin.admin_forms import Complaints
from ui.components.screens.words import kinds, periods
from ui.components.screens.working import OWN, Card, Working
from ui.i18n import _

ADD = "screens_add_scene"


def cards(work: Working, wrong: Complaints) -> None:
    """Every scene, and the button that adds one."""
    words = kinds()
    for place, card in enumerate(work.cards):
        _card(work, place, card, words[card.kind], wrong)
    wrong.beneath("scenes")
    if len(work.cards) < MOST_SCENES:
        key = work.key("add")
        st.menu_button(
            _("Add a scene"),
            list(words),
            key=key,
            icon=":material/add:",
            format_func=lambda kind: words[kind],
            on_click=partial(_add, work, key),
        )


def _add(work: Working, key: str) -> None:
    chosen = st.session_state.get(key)
    if chosen in set(SceneKind):
        work.add(SceneKind(chosen))


def _card(work: Working, place: int, card: Card, name: str, wrong: Complaints) -> None:
    with st.container(border=True, key=f"screens_scene_{card.number}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
            st.toggle(f"{place + 1}. {name}", key=work.kept(f"on_{card.number}", card.was.is_on), persist_state="page")
            _moves(work, place, card, name)
        if card.kind is SceneKind.ANNOUNCEMENT:
            st.text_area(
                _("Text"),
                key=work.kept(f"text_{card.number}", card.was.text or ""),
                height=88,
                placeholder=_("What everybody should read, in at most {n} characters").format(n=MOST_TEXT),
                label_visibility="collapsed",
                persist_state="page",
            )
            wrong.beneath(f"scenes[{place}].text")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _seconds(work, card, name)
            if card.kind in OF_A_PERIOD:
                _period(work, card, name)
        wrong.beneath(f"scenes[{place}].seconds", f"scenes[{place}].period", f"scenes[{place}]")


def _moves(work: Working, place: int, card: Card, name: str) -> None:
    """Up, down, away: for a finger and for whoever listens."""
    with st.container(horizontal=True, gap=None, width="content", key=f"screens_moves_{card.number}"):
        ways = (
            ("up", _("Move up: {name}"), "arrow_upward", partial(work.move, card.number, -1), place == 0),
            ("down", _("Move down: {name}"), "arrow_downward", partial(work.move, card.number, 1), place == len(work.cards) - 1),
            ("away", _("Remove: {name}"), "delete", partial(work.remove, card.number), False),
        )
        for way, words, icon, act, is_off in ways:
            key = work.key(f"{way}_{card.number}")
            st.button(words.format(name=name), key=key, icon=f":material/{icon}:", type="tertiary", on_click=act, disabled=is_off)


def _seconds(work: Working, card: Card, name: str) -> None:
    """Without bounds: a field that has them passes over what lies outside, and goes on showing it."""
    st.number_input(
        _("Seconds: {name}").format(name=name),
        step=5,
        key=work.kept(f"seconds_{card.number}", card.was.seconds),
        icon=":material/timer:",
        label_visibility="collapsed",
        width=130,
        persist_state="page",
    )


def _period(work: Working, card: Card, name: str) -> None:
    words = {OWN: _("As the screen"), **periods()}
    st.selectbox(
        _("Period: {name}").format(name=name),
        list(words),
        key=work.kept(f"period_{card.number}", card.was.period or OWN),
        format_func=lambda period: words.get(period, period),
        label_visibility="collapsed",
        width=165,
        persist_state="page",
    )
