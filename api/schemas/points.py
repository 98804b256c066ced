"""Leaderboards, points and ledger entries."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.common import Code, Day, Instant, NextCursor
from api.schemas.reckonings import Reckoning


class PeriodShown(BaseModel):
    kind: Literal["day", "week", "month", "quarter", "year", "all"]
    key: str = Field(examples=["2026-03"])
    start: Day
    end: Day = Field(description="The day after the last")
    final: bool = Field(description="The period is closed: nothing in it changes any more")


class Standing(BaseModel):
    rank: int
    code: Code
    name: str
    score: int | str = Field(description="Points; per head a decimal with two places")
    change: int | None = Field(description="Places gained since the period before, null if not on it")


class Board(BaseModel):
    """A page of a leaderboard."""

    board: Literal["employees", "teams", "customers"]
    measure: Literal["total", "per_head"]
    period: PeriodShown
    updated_at: Instant
    rows: list[Standing]
    next_cursor: NextCursor


class ByPeriod(BaseModel):
    day: int | None
    week: int | None
    month: int | None
    quarter: int | None
    year: int | None
    all: int | None


class Expiring(BaseModel):
    on: Day = Field(description="The last day on which they can be spent")
    points: int


class Points(BaseModel):
    code: Code
    name: str
    score: ByPeriod
    rank: ByPeriod
    balance: int = Field(description="Points that can be spent")
    pending: int = Field(description="Points that wait for approval")
    debt: int = Field(description="Points spent that were taken back later")
    lifetime: int
    expiring: list[Expiring]


class EmployeePoints(Points):
    """The employee's points and ranks in the running periods."""

    level: str | None


class CustomerPoints(Points):
    """The customer's points and ranks in the running periods."""

    tier: str | None


class ActivityNamed(BaseModel):
    type: str
    source: Code
    external_id: Code


class Entry(BaseModel):
    kind: str = Field(examples=["earned"])
    score: int
    balance: int
    rule: str | None
    plan_version: int | None
    from_version: int | None = Field(description="Of a rescore, the version that scored the activity before; null for every other kind")
    activity: ActivityNamed | None
    actor: str
    reason: str | None
    occurred_at: Instant
    recorded_at: Instant
    explanation: str = Field(description="In the language of Accept-Language, en or zh")


class Entries(BaseModel):
    """A page of ledger rows, newest first."""

    items: list[Entry]
    next_cursor: NextCursor


class TakenBack(Entry):
    """The entry that a reversal takes back."""

    model_config = ConfigDict(extra="allow")

    id: int
    reckoning: Reckoning | None = Field(description="By the rule and version of the entry; null where no rule made it")


class ExplainedEntry(TakenBack):
    """A ledger row, how its points were reckoned, and of one that takes back, what it takes back."""

    takes_back: TakenBack | None
