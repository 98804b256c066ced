"""What became of activities that were sent: one by one, and of a whole submission."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from services.errors import Refusal


class Status(StrEnum):
    ACCEPTED = "accepted"
    PENDING = "pending"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one activity. activity_id: where it stands; error: why it was refused; points: (holder, rule, points) where asked."""

    status: Status
    activity_id: int | None = None
    error: Refusal | None = None
    points: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BulkAnswer:
    """What became of a whole submission. statuses: item (Int32), status (String); refusals: item and why."""

    statuses: pl.DataFrame
    refusals: list[tuple[int, Refusal]]


@dataclass(slots=True)
class Answers:
    """What became of one submission, by item: refused rows and single known ones; the activity of each that stood already as part of a run;
    of stored ones the activity and whether it waits."""

    single: dict[int, Outcome] = field(default_factory=dict)
    again: dict[int, int] = field(default_factory=dict)
    stored: dict[int, tuple[int, bool]] = field(default_factory=dict)

    def outcomes(self) -> Iterator[tuple[int, Outcome]]:
        yield from self.single.items()
        yield from ((item, Outcome(Status.DUPLICATE, activity)) for item, activity in self.again.items())
        for item, (activity, waits) in self.stored.items():
            yield item, Outcome(Status.PENDING if waits else Status.ACCEPTED, activity)

    def statuses(self) -> Iterator[tuple[int, str]]:
        yield from ((item, outcome.status.value) for item, outcome in self.single.items())
        yield from ((item, "duplicate") for item in self.again)
        yield from ((item, "pending" if waits else "accepted") for item, (_, waits) in self.stored.items())

    def counts(self) -> dict[str, int]:
        return dict(Counter(status for _, status in self.statuses()))

    def in_bulk(self) -> BulkAnswer:
        rows = pl.DataFrame(list(self.statuses()), schema={"item": pl.Int32, "status": pl.String}, orient="row")
        return BulkAnswer(rows, [(item, o.error) for item, o in self.single.items() if o.error])

    def activity_of(self, item: int) -> int | None:
        """Where a row of this submission stands, also where it has just been stored."""
        if item in self.stored:
            return self.stored[item][0]
        return self.again[item] if item in self.again else self.single[item].activity_id
