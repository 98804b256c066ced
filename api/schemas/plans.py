"""The scoring plan."""

from typing import Any

from pydantic import BaseModel, Field

from api.schemas.common import Day, Draft, NextCursor


class PlanDraft(Draft):
    """A plan to publish; its document is the one of the plan files."""

    plan: dict[str, Any] = Field(
        examples=[
            {
                "name": "Field sales",
                "rules": [
                    {
                        "key": "deal_won",
                        "label": {"en": "Deal won", "zh": "成交"},
                        "category": "outcome",
                        "activity": "deal_won",
                        "award": {"to": "employee", "points": 50},
                    }
                ],
            }
        ]
    )
    effective_from: Day | None = Field(default=None, description="The first day; the first version refuses one")
    reason: str = Field(examples=["More for satisfied customers"])


class PlanChange(BaseModel):
    """One difference between two versions."""

    kind: str = Field(description="added, removed, changed or moved", examples=["changed"])
    subject: str = Field(description="plan, category, rule, campaign, tier or expiry", examples=["rule"])
    key: str = Field(examples=["deal_won"])
    label: dict[str, str] = Field(description="What the subject is called, in both languages", examples=[{"en": "Deal won", "zh": "成交"}])
    field: str = Field(description="As the plan's document calls it; empty where all of it came, went or moved", examples=["weight"])
    before: Any = Field(alias="from", description="As the document had it; null where there was none", examples=[1])
    after: Any = Field(alias="to", description="As the document has it; null where there is none", examples=["1.50"])


class PlanVersion(BaseModel):
    """A published version, with its plan."""

    version: int
    name: str
    effective_from: str | None = Field(description="null: since always")
    published_at: str
    by: str
    reason: str | None
    changes: list[PlanChange] | None = Field(description="What differs from the version before; null for the first")
    plan: dict[str, Any]


class PlanSummary(BaseModel):
    version: int
    name: str
    effective_from: str | None
    published_at: str
    by: str
    reason: str | None
    changes: list[PlanChange] | None = Field(description="What differs from the version before; null for the first")


class PlanVersions(BaseModel):
    """A page of versions."""

    items: list[PlanSummary]
    next_cursor: NextCursor


class SimulationDraft(Draft):
    """A draft, and the days to replay it on."""

    plan: dict[str, Any] = Field(description="The document of a plan, as it is published")
    from_: Day = Field(alias="from", description="The first day")
    to: Day = Field(description="The day after the last")


class SimulatedPeriod(BaseModel):
    from_: str = Field(alias="from", serialization_alias="from")
    to: str


class SimulatedHolder(BaseModel):
    """Score and rank under the newest version and under the draft. A rank is null for who is not on the board of such days."""

    kind: str = Field(description="employee or customer")
    code: str
    score_before: int
    score_after: int
    rank_before: int | None
    rank_after: int | None


class SimulatedRule(BaseModel):
    """What a rule of either plan gives; reversed activities apart."""

    key: str
    awards_before: int
    awards_after: int
    points_before: int
    points_after: int


class SimulatedTotals(BaseModel):
    """The sums over the rules, in points and in the organisation's currency."""

    points_before: int
    points_after: int
    money_before: str
    money_after: str


class Simulation(BaseModel):
    """A draft replayed against the newest version."""

    period: SimulatedPeriod
    holders: list[SimulatedHolder]
    rules: list[SimulatedRule]
    totals: SimulatedTotals
