"""A page of a list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """next_cursor: where the next page begins, None at the end. total: how many there are on all pages, None where nobody counted."""

    items: tuple[T, ...]
    next_cursor: str | None = None
    total: int | None = None
