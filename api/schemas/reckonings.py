"""How a rule came to its points, and what would have earned."""

from typing import Literal

from pydantic import BaseModel, Field

from api.schemas.common import Code

Decimal = str | None


class ReckonedCampaign(BaseModel):
    key: str
    label: str
    multiply: str = Field(examples=["1.25"])


class ReckonedPay(BaseModel):
    key: str
    label: str
    points: int


class ReckonedBudget(BaseModel):
    """A campaign with a budget that was for the award. `explanation` is in the language of Accept-Language."""

    key: str
    label: str
    budget: int
    used: int = Field(description="The points that it had paid before")
    pays: int
    cut: bool = Field(description="The award took what was left")
    over: bool = Field(description="Nothing was left: the campaign did not count")
    explanation: str = Field(examples=["campaign “Spring”: 490 of its 500 points were used before"])


class ReckonedLimit(BaseModel):
    """A limit that the award met. Of times or points one is given."""

    per: str = Field(examples=["day"])
    times: int | None
    points: int | None
    same: list[str]
    explanation: str = Field(examples=["7 points a day"])
    used: int = Field(description="How much of it was used before, in its times or points")
    lets_through: int = Field(description="The points that it leaves of those it was given")
    cut: bool


class ReckonedCondition(BaseModel):
    """A condition that did not hold. `wanted` and `found` are words in the language of Accept-Language."""

    field: str = Field(examples=["attributes.stars"])
    label: str
    op: str
    wanted: str = Field(examples=["at least 4"])
    found: str | None = Field(description="null where there was nothing, or where you may not see it")


class Reckoning(BaseModel):
    """The steps from a rule to its points: times x points_each x weights x multiplier = exact, then rounded, clamped, divided, cut."""

    rule: str
    label: str
    plan_version: int
    category: str
    outcome: Literal["given", "cut", "off", "not_active", "condition", "no_recipient", "no_points", "limit", "budget", "cooldown"]
    of: str | None = Field(description="The field that is counted; null for fixed points")
    of_label: str | None
    per: Decimal = Field(description="So much of it counts once")
    value: Decimal = Field(description="What it was; null where there was nothing, or where you may not see it")
    times: int | None
    points_each: int
    rule_weight: str
    category_weight: str
    campaigns: list[ReckonedCampaign]
    paid_by: list[ReckonedPay] = Field(description="What campaigns pay: the points above what there would be without them")
    budgets: list[ReckonedBudget] = Field(description="Of the campaigns that were for it")
    multiplier: Decimal
    exact: Decimal = Field(description="Before rounding", examples=["7.5"])
    rounded: int | None
    min: int | None
    max: int | None
    clamped: int | None
    shared_among: int | None = Field(description="So many members of the team divide it")
    proposed: int = Field(description="Before limits; 0 where the rule gave nothing")
    limits: list[ReckonedLimit]
    limit: ReckonedLimit | None = Field(description="The first that cut")
    cooldown_hours: Decimal
    condition: ReckonedCondition | None = Field(description="The first that did not hold")
    points: int = Field(description="Of a pending activity those that it would give")
    holder: str | None


class Missing(BaseModel):
    kind: Literal["type", "weight", "dates", "condition", "units", "recipient", "limit", "cooldown"]
    types: list[Code] | None
    condition: ReckonedCondition | None
    limit: str | None


class WouldHaveEarned(BaseModel):
    """A rule of which all conditions but one held, that one, and the points it would have given."""

    key: str
    label: str
    missing: Missing
    explanation: str = Field(examples=["Satisfied customer: Stars was 3, wanted at least 4."])
    points: int
