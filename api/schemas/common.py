"""What many calls share."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(min_length=1, max_length=200, description="Text without control characters, kept as it is")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-03-02"])]
Instant = Annotated[str, Field(description="ISO 8601; a day alone is its noon", examples=["2026-03-02T10:00:00+08:00"])]
Amount = Annotated[str, Field(description="A decimal with up to 4 places; negative for a refund", examples=["1250.00"])]
Attributes = dict[str, str | bool | int | float]
NextCursor = Annotated[str | None, Field(description="Send it as `cursor` for the next page; null at the end")]


class Draft(BaseModel):
    """A body: fields that are not known are refused."""

    model_config = ConfigDict(extra="forbid")


class ErrorDetail(BaseModel):
    code: str = Field(description="For programs", examples=["invalid"])
    message: str = Field(description="One sentence that says what to do")
    field: str | None = Field(default=None, description="The field that it is about")


class Error(BaseModel):
    """A refusal: nothing has changed."""

    error: ErrorDetail


class Health(BaseModel):
    """The server is well."""

    status: Literal["ok"]
