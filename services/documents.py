"""Documents that create or change something: a field left out stays as it was, null or empty text clears it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

from scoring.periods import day_date
from services import cursors
from services.errors import Invalid
from services.values import optional, shown, text

BATCH = 5_000
MOST_LISTED = 1_000
Document = Mapping[str, object]
Answer = dict[str, Any]
At = Callable[[int], AbstractContextManager[None]]
"""Names the place of a document in its batch: `at_item` or `alone`."""
T = TypeVar("T")


def given(document: Document, field: str, was: T | None, read: Callable[..., T | None]) -> T | None:
    """What the document says of a field, else what was."""
    return optional(document[field], field, read) if field in document else was


def name_of(document: Document, was: str | None) -> str:
    """The name, which something new must have and nothing can lose."""
    if "name" in document:
        return text(document["name"], "name")
    if was is None:
        raise Invalid("name is missing: whatever is new needs one", field="name", code="missing")
    return was


@contextmanager
def at_item(number: int) -> Iterator[None]:
    """What is invalid inside names its place in the batch: `items[3].team`."""
    try:
        yield
    except Invalid as wrong:
        place = f"items[{number}]"
        field = f"{place}.{wrong.field}" if wrong.field else place
        raise Invalid(f"{place}: {wrong.message}", field=field, code=wrong.code) from wrong


def alone(_: int) -> AbstractContextManager[None]:
    """The place of a document that is in no batch."""
    return nullcontext()


def by_code(items: Sequence[object]) -> dict[str, Document]:
    """The documents of a batch by their code, which is taken out of them. Raises Invalid."""
    if len(items) > BATCH:
        raise Invalid(f"items must be at most {BATCH}, not {len(items)}: send them in several batches", field="items")
    found: dict[str, Document] = {}
    for number, item in enumerate(items):
        with at_item(number):
            if not isinstance(item, Mapping):
                raise Invalid(f"must be an object with code and name, not {shown(item)}")
            code = text(item.get("code"), "code")
            if code in found:
                raise Invalid(f"code {shown(code)} stands twice in this batch", field="code")
            found[code] = {field: value for field, value in item.items() if field != "code"}
    return found


def page_size(limit: int) -> int:
    if not 1 <= limit <= MOST_LISTED:
        raise Invalid(f"limit must be from 1 to {MOST_LISTED}, not {limit}", field="limit")
    return limit


def page_of(found: Sequence[int], answers: Sequence[Answer]) -> Answer:
    """A page of a list. found: the numbers of what is shown, and one more where there is more."""
    more = len(found) > len(answers)
    return {"items": list(answers), "next_cursor": cursors.write([found[len(answers) - 1]]) if more else None}


def columns(row: object, names: Mapping[str, object]) -> dict[str, Any]:
    """A row's values by the names of a table's columns."""
    return {name: getattr(row, name) for name in names}


def iso_day(number: int | None) -> str | None:
    return None if number is None else day_date(number).isoformat()


def masked(answer: Answer) -> Answer:
    """`*******4567` and `a***@example.com`: enough to recognise what one knows already."""
    hidden = dict(answer)
    if isinstance(phone := answer.get("phone"), str):
        hidden["phone"] = "*" * max(3, len(phone) - 4) + (phone[-4:] if len(phone) > 6 else "")
    if isinstance(email := answer["email"], str):
        name, at, domain = email.rpartition("@")
        hidden["email"] = f"{name[:1]}***{at}{domain}" if name else "***"
    return hidden
