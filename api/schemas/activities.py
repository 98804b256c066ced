"""Activity types and activities."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.common import Amount, Attributes, Code, Draft, ErrorDetail, Instant, NextCursor
from api.schemas.reckonings import Reckoning, WouldHaveEarned


class Label(Draft):
    en: str = Field(examples=["Deal won"])
    zh: str = Field(examples=["成交"])


class FormField(Draft):
    """What the recording form offers. `label` is needed by attributes, `kind` and `choices` are of attributes and channel alone."""

    name: str = Field(description="A field of an activity, or `attributes.NAME`", examples=["attributes.stars"])
    label: Label | None = None
    kind: Literal["text", "number", "choice", "flag"] | None = Field(default=None, description="text where left out")
    choices: list[str] = Field(default=[], max_length=50, description="What can be chosen", examples=[["1", "2", "3", "4", "5"]])
    help: Label | None = Field(default=None, description="A sentence beside the field")


class ActivityTypeDraft(Draft):
    """An entry of the catalogue."""

    label: Label
    requires: list[str] = Field(default=[], description="Fields that an activity must have", examples=[["amount"]])
    approval: bool = Field(default=False, description="Activities wait for approval before they score")
    fields: list[FormField] = Field(default=[], max_length=30, description="What the recording form offers, in this order")
    active: bool = Field(default=True, description="The recording form offers the type; calls may use it either way")
    icon: str | None = Field(default=None, pattern="^[a-z0-9_]{1,60}$", description="A Material symbol", examples=["handshake"])


class ActivityType(BaseModel):
    """The activity type."""

    key: Code
    label: Label
    requires: list[str]
    approval: bool
    fields: list[FormField]
    active: bool
    icon: str | None


class ActivityTypes(BaseModel):
    """A page of activity types."""

    items: list[ActivityType]
    next_cursor: NextCursor


class Evidence(Draft):
    name: str
    sha256: str = Field(pattern="^[0-9a-fA-F]{64}$")


class Activity(Draft):
    """Something that happened. `employee` or `customer` must be given."""

    type: str = Field(description="A key of the catalogue", examples=["deal_won"])
    source: Code = Field(description="The system that it comes from", examples=["crm"])
    external_id: Code = Field(description="What that system calls it", examples=["D-1001"])
    occurred_at: Instant
    employee: Code | None = Field(default=None, examples=["E01"])
    customer: Code | None = Field(default=None, examples=["C/1"])
    amount: Amount | None = None
    quantity: Amount | None = None
    channel: str | None = None
    collaborators: list[Code] | None = Field(default=None, description="Codes of employees")
    attributes: Attributes | None = Field(default=None, description="Flat: text, numbers, true and false")
    note: str | None = Field(default=None, max_length=4_000)
    evidence: list[Evidence] | None = Field(default=None, max_length=20)


class Activities(Draft):
    """Activities to record, each for itself."""

    activities: list[Activity] = Field(max_length=5_000)


class Award(BaseModel):
    holder: str = Field(examples=["employee:E01"])
    rule: str = Field(examples=["deal_won"])
    points: int = Field(examples=[50])


class Result(BaseModel):
    status: Literal["accepted", "duplicate", "conflict", "rejected", "pending"]
    points: list[Award]
    error: ErrorDetail | None = Field(default=None, description="Why it was refused; absent where it was not")


class Recorded(BaseModel):
    """What became of each activity, in the order sent. Pending ones count as accepted, conflicts as rejected."""

    accepted: int
    duplicates: int
    rejected: int
    results: list[Result]


class Decision(Draft):
    """The pending activity that is decided."""

    source: Code
    external_id: Code
    reason: str | None = Field(default=None, max_length=500)


class Reversal(Draft):
    """The activity whose points are taken back."""

    source: Code
    external_id: Code
    reason: str = Field(max_length=500, examples=["The order was cancelled"])


class Decided(BaseModel):
    """What became of the activity, with what it has earned."""

    source: Code
    external_id: Code
    status: str
    points: list[Award]


class Reversed(Decided):
    """What became of the activity, and how many points were taken back."""

    reversed: int


class RuleResult(BaseModel):
    key: str
    holder: str | None = Field(examples=["employee:E01"])
    points: int
    explanation: str = Field(description="Why so many, or why none; in the language of Accept-Language, en or zh")
    reckoning: Reckoning | None = Field(description="The same in parts; null where the points are not yours to see with their reasons")


class Explained(BaseModel):
    """The activity, and every rule of the version in force that concerns its type."""

    model_config = ConfigDict(extra="allow")

    type: str
    source: Code
    external_id: Code
    occurred_at: Instant
    employee: Code | None
    customer: Code | None
    amount: Amount | None
    quantity: Amount | None
    status: str
    reversed: bool
    plan_version: int | None
    rules: list[RuleResult]
    would_have_earned: list[WouldHaveEarned]
