"""Teams, employees and customers."""

from pydantic import BaseModel, Field

from api.schemas.common import Attributes, Code, Day, Draft, NextCursor


class TeamDraft(Draft):
    """A team. A field that is left out stays as it is, null clears it."""

    name: str = Field(examples=["East"])
    parent: Code | None = Field(default=None, description="The team above; none for the top of a tree", examples=["CHINA"])


class Team(BaseModel):
    """The team."""

    code: Code
    name: str
    parent: Code | None


class EmployeeDraft(Draft):
    """An employee. A field that is left out stays as it is, null clears it."""

    name: str = Field(examples=["Ann"])
    team: Code | None = Field(default=None, examples=["EAST"])
    team_from: Day | None = Field(default=None, description="The first day in the team; today where left out")
    joined_on: Day | None = None
    left_on: Day | None = Field(default=None, description="The day from which they are gone")
    email: str | None = None
    manager: Code | None = Field(default=None, description="The employee who leads them")
    birthday: str | None = Field(default=None, description="Month and day; a year is dropped", examples=["03-02"])


class Employee(BaseModel):
    """The employee; `email` is masked, and `birthday` null, for keys that may not write people."""

    code: Code
    name: str
    team: Code | None
    team_from: Day | None
    joined_on: Day | None
    left_on: Day | None
    email: str | None
    manager: Code | None
    birthday: str | None


class CustomerDraft(Draft):
    """A customer. A field that is left out stays as it is, null clears it."""

    name: str = Field(examples=["Shop"])
    owner: Code | None = Field(default=None, description="The employee who looks after them")
    phone: str | None = None
    email: str | None = None
    birthday: Day | None = None
    tags: list[str] | None = Field(default=None, examples=[["vip"]])
    channel: str | None = None
    attributes: Attributes | None = Field(default=None, description="Flat: text, numbers, true and false")


class Customer(BaseModel):
    """The customer; `phone` and `email` are masked for keys that may not write people."""

    code: Code
    name: str
    owner: Code | None
    phone: str | None
    email: str | None
    birthday: Day | None
    tags: list[str]
    channel: str | None
    attributes: Attributes


class EmployeeItem(EmployeeDraft):
    code: Code


class CustomerItem(CustomerDraft):
    code: Code


class EmployeeBatch(Draft):
    """Employees to create or update: all of them, or none."""

    items: list[EmployeeItem] = Field(max_length=5_000)


class CustomerBatch(Draft):
    """Customers to create or update: all of them, or none."""

    items: list[CustomerItem] = Field(max_length=5_000)


class EmployeesPut(BaseModel):
    """The employees, in the order sent."""

    items: list[Employee]


class CustomersPut(BaseModel):
    """The customers, in the order sent."""

    items: list[Customer]


class Teams(BaseModel):
    """A page of teams."""

    items: list[Team]
    next_cursor: NextCursor


class Employees(BaseModel):
    """A page of employees."""

    items: list[Employee]
    next_cursor: NextCursor


class Customers(BaseModel):
    """A page of customers."""

    items: list[Customer]
    next_cursor: NextCursor
