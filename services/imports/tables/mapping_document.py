"""The mapping file: how another system's columns become the contract's fields. Read whole or refused whole."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from services.imports.tables.dates import format_of

VALUE_FIELDS = ("employee", "customer", "amount", "quantity", "channel", "collaborators", "note")
FIELDS = ("type", "source", "external_id", "occurred_at", *VALUE_FIELDS)
ATTRIBUTE = "attributes."
Kind = Literal["employees", "customers", "activity_types"]


class MappingInvalid(Exception):
    """The mapping does not validate; `mistakes` has one text for each, beginning with its path."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("The mapping is not valid; correct: " + "; ".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True)
class Column:
    """The cells of one column."""

    name: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.name,)


@dataclass(frozen=True)
class Constant:
    """The same text on every row."""

    text: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Template:
    """Texts and columns in turn: `texts[0]`, the cell of `columns[0]`, `texts[1]` ...; a blank cell makes it blank."""

    texts: tuple[str, ...]
    columns: tuple[str, ...]


Source = Column | Constant | Template


def _text(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ValueError("must be text: put it in quotes, exactly as the file writes it")
    if not value:
        raise ValueError("must not be empty")
    return value


def _source(value: object) -> Source:
    """What a field's value stands for: a column, a template with {Column}, or {const: text}."""
    if isinstance(value, dict):
        if list(value) != ["const"]:
            raise ValueError("must be a column, a template such as '{Column}/late', or {const: text}")
        return Constant(_text(value["const"]))
    text = _text(value)
    if "{" not in text and "}" not in text:
        return Column(text)
    parts = re.split(r"\{([^{}]+)\}", text)
    if any(brace in part for part in parts[::2] for brace in "{}"):
        raise ValueError("must have a column's name between each { and }")
    return Template(tuple(parts[::2]), tuple(parts[1::2]))


def _from_columns(source: Source) -> Source:
    if not source.columns:
        raise ValueError("must name a column, as in '{OrderID}': every activity needs its own")
    return source


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("must be an IANA time zone such as America/New_York")
    return value


def _formats(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    texts = [text for text in listed if isinstance(text, str)]
    if not texts or len(texts) < len(listed):
        raise ValueError("must be the text of a format such as '%Y-%m-%d', or a list of them")
    return tuple(format_of(text) for text in texts)


def _identifier(value: str) -> str:
    if not 1 <= len(value) <= 200 or any(not letter.isprintable() for letter in value):
        raise ValueError("must have 1 to 200 characters, none of them a control character")
    return value


def _filled(entries: tuple["ActivityMapping", ...]) -> tuple["ActivityMapping", ...]:
    if not entries:
        raise ValueError("must not be empty")
    return entries


def _attribute(name: str) -> str:
    if not name.strip():
        raise ValueError("must have a name")
    return name


def _contract_field(name: str) -> str:
    if name not in FIELDS and not (name.startswith(ATTRIBUTE) and name != ATTRIBUTE):
        raise ValueError(f"unknown field; the fields are {', '.join(FIELDS)} and {ATTRIBUTE}NAME")
    return name


Text = Annotated[str, BeforeValidator(_text)]
Identifier = Annotated[Text, AfterValidator(_identifier)]
FromColumns = Annotated[Source, BeforeValidator(_source), AfterValidator(_from_columns)]
Anything = Annotated[Source, BeforeValidator(_source)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Condition(_Strict):
    """What a cell must be; all that is given must hold. A blank cell is different from every text."""

    equals: Text | None = None
    not_equals: Text | None = None
    among: tuple[Text, ...] | None = Field(None, alias="in")
    not_in: tuple[Text, ...] | None = None
    after: Text | None = None
    before: Text | None = None
    present: StrictBool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Condition":
        if not self.model_fields_set:
            raise ValueError("must say one of equals, not_equals, in, not_in, after, before, present")
        return self


class ActivityMapping(_Strict):
    """How a row, or the rows with the same values of `group_by`, become one activity."""

    type: Identifier
    group_by: tuple[Text, ...] = ()
    external_id: FromColumns
    occurred_at: FromColumns
    employee: Anything | None = None
    customer: Anything | None = None
    amount: Anything | None = None
    quantity: Anything | None = None
    channel: Anything | None = None
    collaborators: Anything | None = None
    note: Anything | None = None
    attributes: dict[Annotated[Text, AfterValidator(_attribute)], Anything] = {}
    when: dict[Text, Condition] = {}

    def sources(self) -> dict[str, Source]:
        """What each of the contract's fields is made of, in the contract's order; only those that are mapped."""
        mapped = {name: getattr(self, name) for name in ("external_id", "occurred_at", *VALUE_FIELDS)}
        mapped |= {f"{ATTRIBUTE}{name}": source for name, source in self.attributes.items()}
        return {name: source for name, source in mapped.items() if source is not None}

    def columns(self) -> set[str]:
        """The columns that the file must have; an operand of after and before may be a date instead."""
        made_of = {column for source in self.sources().values() for column in source.columns}
        return made_of | set(self.group_by) | set(self.when)


class Mapping(_Strict):
    """date_format is a tuple of formats for `dates.parse`, empty for ISO 8601; values are by field, then by value."""

    source: Identifier
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    date_format: Annotated[tuple[str, ...], BeforeValidator(_formats)] = ()
    amount_format: Literal["plain", "symbols"] = "plain"
    activities: Annotated[tuple[ActivityMapping, ...], AfterValidator(_filled)]
    values: dict[Annotated[Text, AfterValidator(_contract_field)], dict[Text, Text]] = {}
    create: frozenset[Kind] = frozenset()


def read_mapping(document: object) -> Mapping:
    """The mapping that a parsed YAML document describes. Raises MappingInvalid with every mistake and its path."""
    if not isinstance(document, dict):
        raise MappingInvalid(["the file must be a mapping with source and activities"])
    try:
        return Mapping.model_validate(document)
    except ValidationError as error:
        raise MappingInvalid([_mistake(details) for details in error.errors()]) from None


def load_mapping(path: Path) -> Mapping:
    """The mapping in a YAML file. Raises MappingInvalid, also where there is no such file or it is no YAML."""
    try:
        return read_mapping(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise MappingInvalid([f"{path}: cannot be opened ({error.strerror})"]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MappingInvalid([f"{path}: is not YAML ({' '.join(str(error).split())})"]) from None


_SENTENCES = {
    "extra_forbidden": "unknown key",
    "missing": "is missing",
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "frozen_set_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "bool_type": "must be true or false",
}


def _mistake(details: ErrorDetails) -> str:
    path = ""
    for step in details["loc"]:
        if step == "[key]":
            continue
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    message = _SENTENCES.get(details["type"], details["msg"].removeprefix("Value error, "))
    return f"{path.removeprefix('.')}: {message[0].lower()}{message[1:]}"
