"""Reading single values of a plan document: every mistake is noted with its path, and reading goes on."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from scoring.amounts import E4, AmountInvalid, parse_e4
from scoring.plan import (
    ATTRIBUTE_PREFIX,
    Mistake,
    attribute_name,
)

MAX_NAMES = 1_000
MAX_TEXT = 200
MAX_ATTRIBUTE_NAME = 80
MAX_COUNT = 10**12
MAX_WEIGHT = 100

ATTRIBUTE = f"{ATTRIBUTE_PREFIX}NAME"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NAMED = {name: day for day, full in enumerate(_WEEKDAYS, start=1) for name in (full, full[:3], str(day))}

KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
TYPE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Choice = TypeVar("Choice", bound=StrEnum)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document, where it stands, and the mistakes found in the document so far."""

    path: str
    value: object
    mistakes: list[Mistake]

    def refuse(self, message: str) -> None:
        self.mistakes.append(Mistake(self.path, message))

    def fields(self, *known: str) -> "Fields | None":
        """The keys that hold something; any but the known ones are refused."""
        if not isinstance(self.value, Mapping):
            self.refuse(f"must be a mapping with {', '.join(known)}")
            return None
        found = Fields(self)
        for key, value in self.value.items():
            node = self.under(key, value)
            if key not in known:
                node.refuse(f"unknown key: must be one of {', '.join(known)}")
            elif value is not None:
                found.present[key] = node
        return found

    def items(self, at_most: int, at_least: int = 0) -> "list[Node]":
        """The nodes of a list; empty, and refused, where this is no list."""
        if not isinstance(self.value, list | tuple):
            self.refuse("must be a list")
            return []
        if not at_least <= len(self.value) <= at_most:
            self.refuse("must not be empty" if len(self.value) < at_least else f"must have at most {at_most} entries")
        return [Node(f"{self.path}[{i}]", value, self.mistakes) for i, value in enumerate(self.value)]

    def under(self, key: object, value: object) -> "Node":
        name = key if isinstance(key, str) and key.isprintable() and len(key) <= MAX_TEXT else shown(key)
        return Node(f"{self.path}.{name}" if self.path else name, value, self.mistakes)


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys of one mapping that hold something."""

    node: Node
    present: dict[str, Node] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        return key in self.present

    def get(self, key: str) -> Node | None:
        return self.present.get(key)

    def need(self, key: str) -> Node | None:
        if key not in self.present:
            self.refuse(key, "is missing")
        return self.get(key)

    def entries(self, key: str, at_most: int) -> list[Node]:
        """The nodes of a list that may be left out."""
        return self.present[key].items(at_most) if key in self.present else []

    def refuse(self, key: str, message: str) -> None:
        self.node.under(key, None).refuse(message)


def keys_of(nodes: Iterable[Node]) -> list[str]:
    """The keys that the mappings say, sound or not; so one mistake does not cause others elsewhere."""
    keys = (node.value.get("key") for node in nodes if isinstance(node.value, Mapping))
    return [key for key in keys if isinstance(key, str)]


def refuse_repeated_keys(nodes: Iterable[Node]) -> None:
    first: dict[str, str] = {}
    for node in nodes:
        for key in keys_of([node]):
            if first.setdefault(key, node.path) != node.path:
                Node(f"{node.path}.key", key, node.mistakes).refuse(f"must differ from the key of {first[key]}")


def each(nodes: Iterable[Node], read: Callable[[Node], Read | None]) -> tuple[Read, ...]:
    return tuple(value for value in map(read, nodes) if value is not None)


def distinct(nodes: Iterable[Node], read: Callable[[Node], str | None]) -> tuple[str, ...]:
    values: dict[str, None] = {}
    for node in nodes:
        value = read(node)
        if value is not None and value in values:
            node.refuse("must not be repeated")
        if value is not None:
            values[value] = None
    return tuple(values)


def read_label(node: Node | None, key: str | None) -> dict[str, str]:
    """The label in both languages: one text counts for both, and without any the key does."""
    if node is not None and isinstance(node.value, Mapping):
        fields = node.fields("en", "zh")
        en, zh = (read_words(fields.get("en")), read_words(fields.get("zh"))) if fields else (None, None)
    elif node is not None and not isinstance(node.value, str):
        node.refuse("must be text, or a mapping with en, zh")
        en = zh = None
    else:
        en = zh = read_words(node)
    return {"en": en or zh or key or "", "zh": zh or en or key or ""}


def read_words(node: Node | None) -> str | None:
    """Text that a person can read: not blank."""
    text = None if node is None else read_text(node)
    if node is not None and text is not None and not text.strip():
        node.refuse("must not be blank")
    return text


def read_text(node: Node) -> str | None:
    """Text of 1 to 200 characters, none of them a control character, kept as it is."""
    if not isinstance(node.value, str):
        node.refuse("must be text: put quotes around it" if is_scalar(node.value) else "must be text")
    elif not node.value:
        node.refuse("must not be empty")
    elif len(node.value) > MAX_TEXT:
        node.refuse(f"must have at most {MAX_TEXT} characters")
    elif not is_clean(node.value):
        node.refuse("must not contain control characters")
    else:
        return node.value
    return None


def read_matching(node: Node | None, pattern: re.Pattern[str]) -> str | None:
    if node is None:
        return None
    if isinstance(node.value, str) and pattern.fullmatch(node.value):
        return node.value
    letters = "lower-case letters" if pattern is KEY else "letters"
    node.refuse(f"must be text of 1 to 80 {letters}, digits, '_', '.' or '-', beginning with a letter or a digit")
    return None


def read_type_key(node: Node) -> str | None:
    return read_matching(node, TYPE_KEY)


def read_field(node: Node | None, known: tuple[str, ...], word: str) -> str | None:
    """One of the known names, where `attributes.NAME` stands for any attribute."""
    if node is None:
        return None
    name = attribute_name(node.value) if isinstance(node.value, str) else None
    if name is not None and not (0 < len(name) <= MAX_ATTRIBUTE_NAME and is_clean(name)):
        node.refuse(f"must name an attribute in 1 to {MAX_ATTRIBUTE_NAME} characters, none a control character")
        return None
    if isinstance(node.value, str) and (name is not None or node.value in known):
        return node.value
    node.refuse(f"unknown {word} {shown(node.value)}: must be one of {', '.join(known)}")
    return None


def read_choice(node: Node | None, choices: type[Choice], word: str) -> Choice | None:
    if node is None:
        return None
    for choice in choices:
        if isinstance(node.value, str) and choice.value == node.value:
            return choice
    node.refuse(f"unknown {word} {shown(node.value)}: must be one of {', '.join(choices)}")
    return None


def read_flag(node: Node | None) -> bool | None:
    if node is None or isinstance(node.value, bool):
        return None if node is None else bool(node.value)
    node.refuse("must be true or false")
    return None


def read_integer(node: Node | None, least: int, most: int) -> int | None:
    if node is None:
        return None
    if isinstance(node.value, bool) or not isinstance(node.value, int):
        node.refuse("must be a whole number")
        return None
    if not least <= node.value <= most:
        node.refuse(f"must be from {least} to {most}")
        return None
    return node.value


def read_positive(node: Node | None) -> int | None:
    if node is not None and isinstance(node.value, int) and not isinstance(node.value, bool) and node.value <= 0:
        node.refuse("must be positive")
        return None
    return read_integer(node, 1, MAX_COUNT)


def read_weight(node: Node | None) -> int | None:
    weight_e4 = read_number_e4(node)
    if node is not None and weight_e4 is not None and not 0 <= weight_e4 <= MAX_WEIGHT * E4:
        node.refuse(f"must be from 0 to {MAX_WEIGHT}")
        return None
    return weight_e4


def read_number_e4(node: Node | None) -> int | None:
    if node is None:
        return None
    try:
        return exact_e4(node.value)
    except AmountInvalid as reason:
        node.refuse(str(reason))
        return None


def exact_e4(value: object) -> int:
    """The value x 10000. A float is taken as the decimal that it was written as. Raises AmountInvalid."""
    if isinstance(value, float):
        return parse_e4(Decimal(repr(value)))
    # What is no number at all is refused there, like text that is none.
    return parse_e4(value if isinstance(value, str | int | Decimal) else "")


def read_weekday(node: Node) -> int | None:
    named = node.value if isinstance(node.value, str) else shown(node.value)
    if named.lower() in _DAY_NAMED:
        return _DAY_NAMED[named.lower()]
    node.refuse("must be a day of the week: 1 (Monday) to 7, or mon to sun")
    return None


def read_date(node: Node | None) -> date | None:
    if node is None:
        return None
    if isinstance(node.value, date) and not isinstance(node.value, datetime):
        return node.value
    if isinstance(node.value, str) and _DATE.fullmatch(node.value):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            node.refuse("must be a day that the calendar has")
            return None
    node.refuse("must be a date written YYYY-MM-DD")
    return None


def is_clean(text: str) -> bool:
    """Neither control characters nor halves of surrogate pairs, which no database stores."""
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def is_scalar(value: object) -> bool:
    return isinstance(value, int | float | Decimal | date)


def shown(value: object) -> str:
    """A value as a message can quote it: short, printable, and safe for a value of any depth or size."""
    if isinstance(value, str):
        return ascii(value[:40]) if not value[:40].isprintable() else repr(value[:40])
    if value is None or isinstance(value, float | date) or (isinstance(value, int) and abs(value) < MAX_COUNT):
        return str(value)
    return f"of type {type(value).__name__}"
