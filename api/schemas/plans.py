"""The scoring plan."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.common import Draft, NextCursor


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
    effective_from: str | None = Field(default=None, description="A day or an instant; the first version refuses one")
    reason: str = Field(examples=["More for satisfied customers"])


class PlanVersion(BaseModel):
    """A published version, with its plan."""

    model_config = ConfigDict(extra="allow")

    version: int
    plan: dict[str, Any]


class PlanSummary(BaseModel):
    model_config = ConfigDict(extra="allow")

    version: int


class PlanVersions(BaseModel):
    """A page of versions."""

    items: list[PlanSummary]
    next_cursor: NextCursor
