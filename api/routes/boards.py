"""Leaderboards."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api import schemas
from api.answering import Cursor, Limit, answer
from api.documentation import answers
from api.errors import Json
from api.routing import Call
from api.security import Caller
from scoring.periods import EPOCH, PeriodKind
from services.boards import standings
from services.boards.standings import Subject
from services.errors import Invalid
from services.values import day, optional

router = APIRouter(route_class=Call, tags=["Leaderboards"])


class Measure(StrEnum):
    TOTAL = "total"
    PER_HEAD = "per_head"


Period = Annotated[PeriodKind, Query(description="The kind of period")]
On = Annotated[str | None, Query(description="A day in the period; today where left out", examples=["2026-03-15"])]
By = Annotated[Measure, Query(description="Points in total, or per head for teams")]
Team = Annotated[str | None, Query(description="Only this team and those below it", max_length=200)]


def board_day(value: object, field: str) -> dt.date:
    """A day that a board can be asked for: nothing is recorded before 1970. Raises Invalid."""
    found = day(value, field)
    if found < EPOCH:
        raise Invalid(f"{field} must not be before 1970", field=field)
    return found


async def _board(request: Request, *arguments: object, **asked: object) -> Json:
    return await answer(request, _document, *arguments, **asked)


def _document(*arguments: object, **asked: object) -> dict[str, object]:
    return standings.board(*arguments, **asked).document()  # type: ignore[arg-type]


def _add(subject: Subject, summary: str) -> None:
    async def board(
        request: Request,
        actor: Caller,
        period: Period = PeriodKind.MONTH,
        on: On = None,
        limit: Limit = 100,
        measure: By = Measure.TOTAL,
        team: Team = None,
        cursor: Cursor = None,
    ) -> Json:
        asked = {"period": period.value, "on": optional(on, "on", board_day), "limit": limit, "measure": measure.value}
        return await _board(request, actor, subject=subject.value, team=team or None, cursor=cursor or None, **asked)

    path = f"/v1/leaderboards/{subject.value}"
    router.add_api_route(path, board, summary=summary, name=f"{subject.value} board", **answers(schemas.Board))


_add(Subject.EMPLOYEES, "The leaderboard of employees")
_add(Subject.TEAMS, "The leaderboard of teams")
_add(Subject.CUSTOMERS, "The leaderboard of customers")
