"""Codes become the numbers of the tables, and numbers codes."""

from scoring.directory import Directory
from services.errors import Invalid
from services.values import shown, text


def team_number(directory: Directory, code: object, field: str) -> int:
    """The team with a code. Raises Invalid, which names the field."""
    number = directory.team_ids.get(text(code, field))
    if number is None:
        raise Invalid(f"no team has the code {shown(code)}: add it first", field=field, code=f"unknown_{field}")
    return number


def employee_number(directory: Directory, code: object, field: str) -> int:
    """The employee with a code. Raises Invalid, which names the field."""
    number = directory.employee_ids.get(text(code, field))
    if number is None:
        raise Invalid(f"no employee has the code {shown(code)}: add them first", field=field, code=f"unknown_{field}")
    return number


def employee_code(directory: Directory, number: int | None) -> str | None:
    return directory.employees[number].code if number else None


def team_code(directory: Directory, number: int | None) -> str | None:
    return directory.teams[number].code if number else None
