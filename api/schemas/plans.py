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


class PlanVersion(BaseModel):
    """A published version, with its plan."""

    version: int
    name: str
    effective_from: str | None = Field(description="null: since always")
    published_at: str
    by: str
    reason: str | None
    plan: dict[str, Any]


class PlanSummary(BaseModel):
    version: int
    name: str
    effective_from: str | None
    published_at: str
    by: str
    reason: str | None


class PlanVersions(BaseModel):
    """A page of versions."""

    items: list[PlanSummary]
    next_cursor: NextCursor
