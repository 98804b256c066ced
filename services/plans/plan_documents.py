"""The plan as a document that somebody works on: bounded before anything is done with it, and written as YAML and as JSON."""

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from scoring.plan_nodes import MAX_NAMES
from scoring.plan_reading import MAX_RULES
from services.errors import Invalid
from services.yaml_reading import read_document

MOST_BYTES = 1_000_000
MOST_DEEP = 20
MOST_LISTED = MAX_NAMES
MOST_DIGITS = 30
TOO_LARGE = "The plan is larger than 1 MB: shorten it; nothing was saved"
EMPTY: Mapping[str, Any] = {"name": "", "rules": []}
LINE_WIDTH = 120


def read_yaml(text: str) -> dict[str, Any]:
    """The document of a YAML file, whether it is a plan or not. Raises Invalid, with the line where it cannot be read."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise Invalid(TOO_LARGE, field="plan")
    return bounded(read_document(text))


def read_file(content: bytes) -> dict[str, Any]:
    """The document of a file with YAML. Raises Invalid as `read_yaml` does, and for what is no text in UTF-8."""
    if len(content) > MOST_BYTES:
        raise Invalid(TOO_LARGE, field="plan")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("The file is no text in UTF-8: save it as UTF-8, then choose it again; nothing was saved", field="plan") from None
    return read_yaml(text)


def bounded(document: object) -> dict[str, Any]:
    """The document with plain values, which can be kept. Raises Invalid for what is no object, or is too large to be worked on.

    A YAML file of a few lines can describe a value of many gigabytes: it is counted as it is copied.
    """
    if not isinstance(document, Mapping):
        raise Invalid("The plan must be an object with a name and rules", field="plan")
    rules = document.get("rules")
    if isinstance(rules, list | tuple) and len(rules) > MAX_RULES:
        raise Invalid(f"The plan has {len(rules)} rules and at most {MAX_RULES} can stand in one: remove some", field="plan.rules")
    found: dict[str, Any] = _Copying().copy(document, 0)
    return found


class _Copying:
    """Counts what it copies, and refuses when it becomes too much."""

    def __init__(self) -> None:
        self.left = MOST_BYTES

    def copy(self, value: object, depth: int) -> Any:
        if depth > MOST_DEEP:
            raise Invalid("The plan is nested too deeply", field="plan")
        if isinstance(value, Mapping | list | tuple):
            self.count(0)
        if isinstance(value, Mapping):
            return {self.name(key): self.copy(inner, depth + 1) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            if len(value) > MOST_LISTED:
                raise Invalid(f"A list of the plan has {len(value)} entries and can have {MOST_LISTED} at most: remove some", field="plan")
            return [self.copy(inner, depth + 1) for inner in value]
        return self.scalar(value)

    def name(self, key: object) -> str:
        found = self.scalar(key)
        return found if isinstance(found, str) else str(found)

    def scalar(self, value: object) -> Any:
        found = value if value is None or isinstance(value, bool | int | str) else _as_text(value)
        size = len(found) if isinstance(found, str) else found.bit_length() // 3 if isinstance(found, int) else 0
        self.count(size)
        return found

    def count(self, size: int) -> None:
        """What is empty counts too: a few lines can name the same empty list a billion times."""
        self.left -= size + 2
        if self.left < 0:
            raise Invalid(TOO_LARGE, field="plan")


def _as_text(value: object) -> str:
    """Dates and decimals as a plan writes them: it reads them from text as well."""
    if isinstance(value, dt.date):
        return value.isoformat()
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    if not isinstance(exact, Decimal):
        raise Invalid("The plan holds a value that cannot be kept: remove unusual characters", field="plan")
    return format(exact.normalize(), "f") if exact.is_finite() and abs(exact.adjusted()) < MOST_DIGITS else str(exact)


def write_json(document: Mapping[str, Any]) -> str:
    """The document as it is kept. Raises Invalid."""
    try:
        written = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        size = len(written.encode())
    except (TypeError, ValueError):  # half of a character pair; a number of thousands of digits
        raise Invalid("The plan holds a value that cannot be kept: remove unusual characters", field="plan") from None
    if size > MOST_BYTES or "\\u0000" in written:
        raise Invalid(TOO_LARGE if size > MOST_BYTES else "The plan must not contain control characters", field="plan")
    return written


class _Dumper(yaml.SafeDumper):
    """Lists stand under their key with an indentation, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def write_yaml(document: Mapping[str, Any]) -> str:
    """The document as a YAML file; reading it gives an equal one. Comments of a file that it was read from are not kept."""
    written: str = yaml.dump(dict(document), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=LINE_WIDTH)
    return written
