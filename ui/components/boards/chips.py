"""What a board was narrowed to, each with the way to take it back: so that nothing that was chosen is out of sight."""

from collections.abc import Mapping

from services.boards.narrowing import Choices
from ui.components import links
from ui.components.boards.choice import Choice, default_measure
from ui.components.boards.words import measures, narrowings
from ui.reading import TeamChoice
from ui.rendering import rendered


def chips(choice: Choice, query: Mapping[str, str], offered: Choices, known: tuple[TeamChoice, ...]) -> str:
    """As HTML; empty text where the board is the usual one. query: that of the address."""
    named = {
        "measure": None if choice.measure == default_measure(choice.subject) else _measure(choice),
        "by": narrowings(offered).get(choice.by or ""),
        "team": next((team.name for team in known if team.code == choice.team), None),
    }
    without = {name: {other: value for other, value in query.items() if other != name} for name in named}
    shown = tuple((words, links.to("leaderboard", **without[name])) for name, words in named.items() if words)
    return rendered("board_chips.html", chips=shown) if shown else ""


def _measure(choice: Choice) -> str | None:
    words = measures(choice.subject).get(choice.measure)
    return words.name if words else None
