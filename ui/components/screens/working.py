"""What a manager is about to change of a screen: it stays in this tab until it is saved or given up, whoever else saves meanwhile."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import streamlit as st

from services.screens.playlists import OF_A_PERIOD, Scene, SceneKind, scene
from services.screens.screens import Screen

KEY = "screens_working"
TURNS = "screens_turn"
SETTINGS = ("language", "teams", "period", "measure", "look", "sound", "join")
OWN = ""
"""The period of a scene that has none of its own."""


@dataclass(slots=True)
class Card:
    """A scene on the page. number: by which its widgets are known, wherever it is moved."""

    number: int
    kind: SceneKind
    was: Scene


@dataclass(slots=True)
class Working:
    """The screen as it was read, and its scenes in their order by now. turn: makes the widgets' keys new where all begins anew."""

    screen: Screen
    turn: int
    cards: list[Card]
    numbers: Any = field(default_factory=lambda: count(1_000))

    def key(self, name: str) -> str:
        return f"screens_{self.screen.id}_{self.turn}_{name}"

    def kept(self, name: str, value: object) -> str:
        """The key of a widget, which begins with the value."""
        key = self.key(name)
        st.session_state.setdefault(key, value)
        return key

    def value(self, name: str, otherwise: object) -> Any:
        """What a widget says by now."""
        return st.session_state.get(self.key(name), otherwise)

    # changing, for buttons' `on_click`; nothing of it asks the database

    def add(self, kind: SceneKind) -> None:
        self.cards.append(Card(next(self.numbers), kind, scene(kind)))

    def move(self, number: int, by: int) -> None:
        place = self.place(number)
        if place is not None and 0 <= place + by < len(self.cards):
            self.cards[place], self.cards[place + by] = self.cards[place + by], self.cards[place]

    def remove(self, number: int) -> None:
        self.cards[:] = [card for card in self.cards if card.number != number]

    def place(self, number: int) -> int | None:
        """None where it was removed by now, as by the first of two clicks."""
        return next((place for place, card in enumerate(self.cards) if card.number == number), None)

    # what it comes to

    @property
    def name(self) -> str:
        return str(self.value("name", self.screen.name)).strip()

    def document(self) -> dict[str, Any]:
        """The screen's document as it stands on the page."""
        was = self.screen.playlist.document()
        found = {field: self.value(field, was[field]) for field in SETTINGS}
        return found | {"scenes": [self._scene(card) for card in self.cards]}

    def _scene(self, card: Card) -> dict[str, Any]:
        found: dict[str, Any] = {
            "kind": card.kind.value,
            "seconds": self.value(f"seconds_{card.number}", card.was.seconds),
            "is_on": self.value(f"on_{card.number}", card.was.is_on),
        }
        if card.kind is SceneKind.ANNOUNCEMENT:
            found["text"] = self.value(f"text_{card.number}", card.was.text or "")
        period = self.value(f"period_{card.number}", card.was.period or OWN)
        if card.kind in OF_A_PERIOD and period:
            found["period"] = period
        return found

    @property
    def is_changed(self) -> bool:
        return self.name != self.screen.name or self.document() != self.screen.playlist.document()


def working(screen: Screen) -> Working:
    """What is being changed of the screen in this tab; where nothing is, the screen as it stands."""
    found = st.session_state.get(KEY)
    if isinstance(found, Working) and found.screen.id == screen.id and (found.screen.revision == screen.revision or found.is_changed):
        return found
    return begin(screen)


def begin(screen: Screen) -> Working:
    """From here on the page shows the screen as it stands."""
    st.session_state[TURNS] = turn = int(st.session_state.get(TURNS, 0)) + 1
    cards = [Card(number, one.kind, one) for number, one in enumerate(screen.playlist.scenes)]
    st.session_state[KEY] = made = Working(screen, turn, cards)
    return made
