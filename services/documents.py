"""Documents that create or change something: a field left out stays as it was, null or empty text clears it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from services.errors import Invalid
from services.values import optional, shown, text

BATCH = 5_000
MOST_LISTED = 1_000
Document = Mapping[str, object]
T = TypeVar("T")


def given(document: Document, field: str, was: T | None, read: Callable[..., T]) -> T | None:
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
