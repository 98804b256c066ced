"""What differs between two plans: what was added, removed, changed from one value to another, moved.

It is found in the canonical documents (`scoring.plan.write_plan`), so that whatever a plan can say can differ, and nothing else.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of_dataclass
from enum import StrEnum
from typing import Any

from scoring.plan import HolderKind, Overlap, Plan, write_plan

Document = Mapping[str, Any]
NOTHING: Document = {}
PARTS = ("award",)
"""Fields of a rule whose own fields are told one by one: `award.points`."""
IDENTITIES: Mapping[str, tuple[str, ...]] = {"limits": ("per", "same"), "when": ("field", "op")}
"""By which values an entry of a list is the same one in both plans; of limits also whether they count times or points."""
HOLDERS = tuple(kind.value for kind in HolderKind)


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Subject(StrEnum):
    PLAN = "plan"
    CATEGORY = "category"
    RULE = "rule"
    CAMPAIGN = "campaign"
    TIER = "tier"
    EXPIRY = "expiry"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. key: of the rule, campaign or category; `employee.l1` of a tier; `customer` of an expiry; empty for the plan.

    field: what of it, as the plan's document calls it (`weight`, `award.points`, `limits`); empty where all of it came, went or moved.
    before, after: the values as the document has them, None where there was or is none; of what moved, its place from 1.
    An entry of `limits` or `when` that stands in both plans with other values is one change; one that came or went another.
    label: what the subject is called; it says nothing about the difference.
    """

    kind: Kind
    subject: Subject
    key: str
    field: str = ""
    before: Any = of_dataclass(default=None, hash=False)
    after: Any = of_dataclass(default=None, hash=False)
    label: Mapping[str, str] = of_dataclass(default_factory=dict, hash=False, compare=False)

    def mirrored(self) -> "Change":
        """The same difference, seen from the other plan."""
        kind = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}.get(self.kind, self.kind)
        return Change(kind, self.subject, self.key, self.field, self.after, self.before, self.label)

    def document(self) -> dict[str, Any]:
        """The difference fit for JSON, with `from` and `to`."""
        return {
            "kind": self.kind.value,
            "subject": self.subject.value,
            "key": self.key,
            "label": dict(self.label),
            "field": self.field,
            "from": self.before,
            "to": self.after,
        }


def difference(before: Plan | None, after: Plan | None) -> tuple[Change, ...]:
    """What turns the one plan into the other; empty only for plans that are equal. None: no plan.

    Ordered: the name, categories, rules, campaigns, what counts where they overlap, tiers, expiry; within them as the plan after has them,
    then what only the one before had.
    """
    was, now = _document(before), _document(after)
    return (
        *_values(Subject.PLAN, "", {}, was, now, ("name",)),
        *_categories(was, now),
        *_entries(Subject.RULE, was.get("rules", []), now.get("rules", [])),
        *_entries(Subject.CAMPAIGN, was.get("campaigns", []), now.get("campaigns", [])),
        *_values(Subject.PLAN, "", {}, _overlap(was), _overlap(now), ("campaign_overlap",)),
        *(change for kind in HOLDERS for change in _tiers(kind, was, now)),
        *(change for kind in HOLDERS for change in _expiry(kind, was, now)),
    )


def _document(plan: Plan | None) -> Document:
    return NOTHING if plan is None else write_plan(plan)


def _overlap(document: Document) -> Document:
    return {"campaign_overlap": document.get("campaign_overlap", Overlap.HIGHEST.value)}


def _categories(was: Document, now: Document) -> Iterator[Change]:
    before, after = was.get("category_weights", NOTHING), now.get("category_weights", NOTHING)
    for key in dict.fromkeys((*after, *before)):
        yield from _values(Subject.CATEGORY, key, {}, {"weight": before.get(key)}, {"weight": after.get(key)}, ("weight",))


def _tiers(kind: str, was: Document, now: Document) -> Iterator[Change]:
    before, after = (document.get("tiers", NOTHING).get(kind, []) for document in (was, now))
    yield from _entries(Subject.TIER, before, after, prefix=f"{kind}.")


def _expiry(kind: str, was: Document, now: Document) -> Iterator[Change]:
    before, after = was.get("expiry", NOTHING).get(kind), now.get("expiry", NOTHING).get(kind)
    if before is None or after is None:
        yield from _whole(Subject.EXPIRY, kind, {}, before, after)
    else:
        yield from _values(Subject.EXPIRY, kind, {}, before, after, dict.fromkeys((*after, *before)))


# entries with a key ---------------------------------------------------------------------------------------------------------------


def _entries(subject: Subject, before: Sequence[Document], after: Sequence[Document], prefix: str = "") -> Iterator[Change]:
    """The differences of two lists whose entries have keys."""
    was, now = {entry["key"]: entry for entry in before}, {entry["key"]: entry for entry in after}
    moved = _moved([key for key in was if key in now], [key for key in now if key in was])
    places_before, places_after = ({key: place for place, key in enumerate(keys, start=1)} for keys in (was, now))
    for key in dict.fromkeys((*now, *was)):
        label = (now.get(key) or was[key]).get("label", {})
        yield from _entry(subject, prefix + key, label, was.get(key), now.get(key))
        if key in moved:
            yield Change(Kind.MOVED, subject, prefix + key, "", places_before[key], places_after[key], label)


def _entry(subject: Subject, key: str, label: Mapping[str, str], was: Document | None, now: Document | None) -> Iterator[Change]:
    if was is None or now is None:
        yield from _whole(subject, key, label, was, now)
        return
    one, other = _flat(was), _flat(now)
    for name in dict.fromkeys((*other, *one)):
        if name in IDENTITIES and subject is Subject.RULE:
            yield from _lists(key, label, name, one.get(name, []), other.get(name, []))
        else:
            yield from _values(subject, key, label, one, other, (name,))


def _whole(subject: Subject, key: str, label: Mapping[str, str], was: Any, now: Any) -> Iterator[Change]:
    """It came or it went."""
    if was is None and now is None:
        return
    yield Change(Kind.ADDED if was is None else Kind.REMOVED, subject, key, "", was, now, label)


def _values(
    subject: Subject, key: str, label: Mapping[str, str], was: Document, now: Document, names: Sequence[str] | Mapping[str, None]
) -> Iterator[Change]:
    for name in names:
        if was.get(name) != now.get(name):
            yield Change(Kind.CHANGED, subject, key, name, was.get(name), now.get(name), label)


def _flat(entry: Document) -> dict[str, Any]:
    """The fields of an entry but its key, with those of its parts among them."""
    found: dict[str, Any] = {}
    for name, value in entry.items():
        if name in PARTS:
            found |= {f"{name}.{inner}": one for inner, one in value.items()}
        elif name != "key":
            found[name] = value
    return found


# lists whose entries have no key --------------------------------------------------------------------------------------------------


def _lists(key: str, label: Mapping[str, str], name: str, was: Sequence[Document], now: Sequence[Document]) -> Iterator[Change]:
    """The differences of a rule's limits or conditions; where only their order is another, one change tells both orders."""
    pairs = _paired(name, was, now)
    found = [Change(_kind(a, b), Subject.RULE, key, name, a, b, label) for a, b in pairs if a != b]
    if not found and list(was) != list(now):
        found = [Change(Kind.MOVED, Subject.RULE, key, name, list(was), list(now), label)]
    yield from found


def _kind(was: object, now: object) -> Kind:
    return Kind.ADDED if was is None else Kind.REMOVED if now is None else Kind.CHANGED


def _paired(name: str, was: Sequence[Document], now: Sequence[Document]) -> list[tuple[Document | None, Document | None]]:
    """Each entry with the one it was: an equal one first, else the first that is left of the same identity."""
    left_before, left_after = _unequal(was, now), _unequal(now, was)
    pairs: list[tuple[Document | None, Document | None]] = []
    for entry in left_after:
        of_its_kind = [one for one in left_before if _identity(name, one) == _identity(name, entry)]
        if of_its_kind:
            left_before.remove(of_its_kind[0])
        pairs.append((of_its_kind[0] if of_its_kind else None, entry))
    return pairs + [(entry, None) for entry in left_before]


def _unequal(entries: Sequence[Document], others: Sequence[Document]) -> list[Document]:
    """The entries without those that stand among the others, each of which stands for one."""
    left, found = list(others), []
    for entry in entries:
        if entry in left:
            left.remove(entry)
        else:
            found.append(entry)
    return found


def _identity(name: str, entry: Document) -> tuple[str, ...]:
    counted = "points" if "points" in entry else "times"
    return (*(repr(entry.get(part)) for part in IDENTITIES[name]), counted)


# order ----------------------------------------------------------------------------------------------------------------------------


def _moved(before: list[str], after: list[str]) -> frozenset[str]:
    """The fewest keys that have to move for the one order to become the other; the same ones seen from either side."""
    if before == after:
        return frozenset()
    one, other = sorted((before, after))
    place = {key: number for number, key in enumerate(other)}
    return frozenset(one) - _in_order(one, place)


def _in_order(keys: Sequence[str], place: Mapping[str, int]) -> frozenset[str]:
    """A longest part of the keys whose places rise."""
    ends: list[int] = []
    last: list[str] = []
    behind: dict[str, str | None] = {}
    for key in keys:
        at = bisect_left(ends, place[key])
        behind[key] = last[at - 1] if at else None
        ends[at:], last[at:] = [place[key], *ends[at + 1 :]], [key, *last[at + 1 :]]
    found: list[str] = []
    key_now = last[-1] if last else None
    while key_now is not None:
        found.append(key_now)
        key_now = behind[key_now]
    return frozenset(found)
