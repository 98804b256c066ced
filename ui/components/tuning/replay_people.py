"""A board before and after: its slopes as a chart, who moves as a list, who gains and who loses most."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

from ui import charts_of_replay as charts
from ui import formats
from ui.charts_of_replay import SlopeWords
from ui.components.tuning.replay_summary import Moved, View
from ui.i18n import _, ngettext
from ui.rendering import rendered
from ui.theme import themed, with_data

SPOKEN = 10
SIDES = ("before", "after")
SCHEMA = dict.fromkeys(("name", "side", "rank", "said", "points", "direction"), pl.String) | dict.fromkeys(("id", "place"), pl.Int64)


def slopes(view: View) -> dict[str, Any]:
    """The chart of ranks before and after."""
    words = SlopeWords(_("Published"), _("Draft"), _("Name"), _("Points"))
    rows = [row for side, named in zip(SIDES, (words.before, words.after), strict=True) for row in _side(view.shown, side, named)]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    return with_data(_document(words, len(view.shown)), **{charts.SLOPES: frame})


@cache
def _document(words: SlopeWords, lines: int) -> dict[str, Any]:
    return themed(charts.slopes(words, lines))


def _side(shown: Sequence[Moved], side: str, named: str) -> list[dict[str, Any]]:
    """One end of every line, in the order of the ranks there."""
    rank = f"rank_{side}"
    order = sorted(range(len(shown)), key=lambda n: (getattr(shown[n], rank) or 10**9, n))
    return [
        {
            "id": n,
            "name": shown[n].name,
            "side": named,
            "place": place,
            "rank": _rank(getattr(shown[n], rank)),
            "said": _end(shown[n], side),
            "points": number(getattr(shown[n], side)),
            "direction": formats.places(shown[n].places).direction,
        }
        for place, n in enumerate(order, start=1)
    ]


def _end(one: Moved, side: str) -> str:
    """`4  Ann Li` before, `3 ▲1  Ann Li` after: a name that is cut keeps its rank."""
    if side == "before":
        return f"{_rank(one.rank_before)}  {one.name}"
    moved = formats.places(one.places)
    return f"{_rank(one.rank_after)} {moved.arrow}{moved.number}  {one.name}" if one.places else f"{_rank(one.rank_after)}  {one.name}"


def _rank(rank: int | None) -> str:
    return "–" if rank is None else formats.number(rank)


def said(view: View) -> str:
    """The chart in words, for who listens."""
    told = [
        _("{name} from {before} to {after}").format(name=m.name, before=_rank(m.rank_before), after=_rank(m.rank_after))
        for m in view.movers
    ]
    return _("Ranks before and after: {list}").format(list=formats.listed(told[:SPOKEN]))


def slope_title(view: View) -> str:
    """What the chart shows of how many."""
    if len(view.shown) == view.count:
        return ""
    return ngettext("The first {top} and who moves furthest, of {n}", "The first {top} and who moves furthest, of {n}", view.count).format(
        top=20, n=formats.number(view.count)
    )


def movers_html(view: View) -> str:
    """Who moves, for a phone, where the chart has no room."""
    return rendered("replay_movers.html", movers=[_line(one, {}) for one in view.movers])


def ends_html(view: View, teams: Mapping[str, str]) -> str:
    """Who gains and who loses most, as HTML beside each other. teams: their names by code."""
    lists = [(_("Gain most"), _("Nobody gains points."), view.gain), (_("Lose most"), _("Nobody loses points."), view.lose)]
    return rendered(
        "replay_ends.html", lists=[{"title": t, "nobody": none, "rows": [_line(one, teams) for one in rows]} for t, none, rows in lists]
    )


def _line(one: Moved, teams: Mapping[str, str]) -> dict[str, object]:
    gained = one.after - one.before
    return {
        "name": one.name,
        "about": teams.get(one.team or "", ""),
        "places": one.places,
        "ranks": f"{_rank(one.rank_before)} → {_rank(one.rank_after)}",
        "scores": f"{number(one.before)} → {number(one.after)}",
        "gained": formats.signed(gained),
        "tone": "up" if gained > 0 else "down" if gained < 0 else "same",
    }


def number(value: int | Decimal) -> str:
    return formats.number(value)
