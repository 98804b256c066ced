"""Boards as a wall shows them: whoever belongs to the screen's teams, ranked among themselves, by names only.

The boards themselves are those that pages show, read by whoever may read boards and nothing of customers, and may be shared with pages.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

import polars as pl

from scoring.directory import Directory, TeamFacts
from scoring.periods import Period, day_date
from scoring.ranking import TieRule
from services.access import Actor, Role
from services.boards.boards import Ranked
from services.boards.standings import Measure, Subject, per_head
from services.people.initials import initials
from services.people.naming import shown_name
from services.screens.playlists import Playlist
from services.world import World

READER = Actor("screen:", role=Role.EMPLOYEE)
"""As whom a wall reads boards: an employee who is nobody reads those of employees and teams, and reaches no customer."""

Row = dict[str, Any]


class Boards(Protocol):
    """Gives a board, as `services.boards.boards.ranked` does for the `READER`."""

    def __call__(self, *, subject: str, period: str, on: dt.date, measure: str, team: str | None) -> Ranked: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """The first of a board as a wall shows them, and how many are on it."""

    rows: tuple[Row, ...]
    total: int
    period: Period
    is_final: bool


@dataclass(frozen=True)
class Look:
    """What a wall looks at: the boards of its teams at a day."""

    here: World
    playlist: Playlist
    today: dt.date
    boards: Boards
    kept: dict[tuple[str, str], Standing] = field(default_factory=dict)

    @property
    def directory(self) -> Directory:
        return self.here.directory

    @cached_property
    def team_ids(self) -> tuple[int, ...]:
        """The teams of the screen; none: everybody."""
        return tuple(self.directory.team_ids[code] for code in self.playlist.teams if code in self.directory.team_ids)

    @cached_property
    def within(self) -> frozenset[int] | None:
        """The teams of the screen and all below them; None: everybody."""
        return frozenset().union(*map(self.directory.subtree, self.team_ids)) if self.team_ids else None

    @cached_property
    def racing(self) -> frozenset[str]:
        """The codes of the teams that race: those chosen; of one, or of everybody, the teams right below."""
        if len(self.team_ids) > 1:
            return frozenset(self.playlist.teams)
        above = self.team_ids[0] if self.team_ids else None
        found = _below(self.directory, above)
        if len(found) == 1:  # the company as a whole races with nobody
            found = _below(self.directory, found[0].id) or found
        if not found and above is not None:
            found = _below(self.directory, self.directory.teams[above].parent_id)
        return frozenset(team.code for team in found)

    def employees(self, period: str) -> Standing:
        """The employees of the screen's teams, as they stand in the running period of a kind."""
        return self._once(Subject.EMPLOYEES, period, self._employees)

    def teams(self, period: str) -> Standing:
        """The teams that race, as they stand in the running period of a kind."""
        return self._once(Subject.TEAMS, period, self._teams)

    def _once(self, subject: Subject, period: str, make: Any) -> Standing:
        if (subject, period) not in self.kept:
            self.kept[subject, period] = make(period)
        return self.kept[subject, period]

    def _employees(self, period: str) -> Standing:
        alone = self.playlist.teams[0] if len(self.team_ids) == 1 else None
        codes = None if alone or self.within is None else [self.directory.teams[team].code for team in self.within]
        return self._standing(Subject.EMPLOYEES, period, Measure.TOTAL, alone, codes)

    def _teams(self, period: str) -> Standing:
        return self._standing(Subject.TEAMS, period, Measure(self.playlist.measure), None, sorted(self.racing))

    def _standing(self, subject: Subject, period: str, measure: Measure, team: str | None, codes: Sequence[str] | None) -> Standing:
        board = self.boards(subject=subject, period=period, on=self.today, measure=measure, team=team)
        frame, column = board.frame, "within_code" if subject is Subject.EMPLOYEES else "code"
        if codes is not None:
            earlier = board.period.previous()
            before = (
                self.boards(subject=subject, period=period, on=day_date(earlier.start), measure=measure, team=team) if earlier else board
            )
            frame = self._among(frame, before.frame, column, codes, measure)
        rows = tuple(self._row(subject, measure, row) for row in frame.head(MOST).iter_rows(named=True))
        return Standing(rows, frame.height, board.calendar, board.is_final)

    def _among(self, frame: pl.DataFrame, before: pl.DataFrame, column: str, codes: Sequence[str], measure: Measure) -> pl.DataFrame:
        """The rows of some teams, with the places and the shares that they have among themselves."""
        tie_rule = TieRule(self.here.organisation.tie_rule)
        kept, earlier = (ranked_anew(f.filter(pl.col(column).is_in(list(codes))), measure, tie_rule) for f in (frame, before))
        places = earlier.select("code", pl.col("rank").alias("before"))
        kept = kept.drop("change").join(places, on="code", how="left", maintain_order="left")
        return kept.with_columns((pl.col("before") - pl.col("rank")).alias("change"))

    def _row(self, subject: Subject, measure: Measure, row: dict[str, Any]) -> Row:
        of_people = subject is Subject.EMPLOYEES
        number = self.directory.employee_ids[row["code"]] if of_people else self.directory.team_ids[row["code"]]
        score = row["score"] if measure is Measure.TOTAL else str(per_head(row["score"], row["heads"]))
        return {
            "key": f"{'e' if of_people else 't'}:{number}",
            "rank": row["rank"],
            "change": row["change"],
            "name": shown_name(row["name"], self.playlist.language),
            "team": (row["within"] or "") if of_people else "",
            "initials": initials(row["name"]),
            "score": score,
            "share": round(row["share"], 4),
        }


MOST = 10
"""So many rows can be read from six metres."""


def _below(directory: Directory, team: int | None) -> list[TeamFacts]:
    return [facts for facts in directory.teams.values() if facts.parent_id == team]


def ranked_anew(frame: pl.DataFrame, measure: Measure, tie_rule: TieRule) -> pl.DataFrame:
    """Rows of a board, in its order, with the places and shares that they have among themselves alone."""
    sizes = [Fraction(s, h or 1) if measure is Measure.PER_HEAD else Fraction(s) for s, h in frame.select("score", "heads").iter_rows()]
    ranks: list[int] = []
    for place, size in enumerate(sizes):
        if place and size == sizes[place - 1]:
            ranks.append(ranks[-1])
        else:
            ranks.append(place + 1 if tie_rule is TieRule.STANDARD else (ranks[-1] + 1 if ranks else 1))
    first = sizes[0] if sizes else Fraction(0)
    shares = [float(min(max(size / first, Fraction(0)), Fraction(1))) if first > 0 else 0.0 for size in sizes]
    return frame.with_columns(pl.Series("rank", ranks, dtype=pl.Int64), pl.Series("share", shares, dtype=pl.Float64))
