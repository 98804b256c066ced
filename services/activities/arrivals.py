"""What a batch of activities goes through between being sent and standing: codes become numbers, known keys are answered, new ones stored.

A batch is held as columns, plain lists of one length, from here to the database: a single activity then costs microseconds a step, and a
hundred thousand cost what their rows cost.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import polars as pl

from db import activities, people
from scoring.batch import BATCH, Snapshot
from scoring.directory import NO_TEAM
from scoring.periods import Ints, business_days
from scoring.plan import HolderKind
from services.activities.outcomes import Answers, Outcome, Status
from services.errors import Refusal
from services.ledger.posting import Books, context_of, post_awards
from services.reaching import Fence
from services.world import World

LOOK_FIRST_BELOW = 500
Columns = dict[str, list[Any]]
Standing = dict[tuple[int, str], tuple[int | None, tuple[Any, ...]]]
"""What stands under a key: the activity and its content, in the order of `CONTENT`."""
CONTENT = (
    "type_id",
    "at",
    "employee_id",
    "customer_id",
    "amount",
    "quantity",
    "channel",
    "collaborator_ids",
    "attributes",
    "note",
    "evidence",
)
"""What makes two activities with one key the same or a conflict, as columns of a batch; in the order of `activities.CONTENT`."""
ATTRIBUTES = CONTENT.index("attributes")


def only(columns: Columns, places: Sequence[int]) -> Columns:
    """The rows at some places, in their order."""
    return {name: [values[p] for p in places] for name, values in columns.items()}


class Arrivals:
    """The steps that a batch takes; it has the columns of `INTAKE`, submission and item.

    answers, actor_ids, fences: one per submission; fences say whom it may record, None: everybody.
    """

    def __init__(
        self, books: Books, here: World, answers: list[Answers], actor_ids: list[int], fences: Sequence[Fence | None] = ()
    ) -> None:
        self.books, self.session, self.world = books, books.session, here
        self.answers, self.actor_ids = answers, actor_ids
        self.fences = fences if any(fences) else ()

    def take(self, sent: Columns) -> None:
        batch = self.resolved(sent)
        keys = list(zip(batch["source_id"], batch["external_id"], strict=True))
        fresh, repeats = batch, None
        if len(set(keys)) < len(keys):
            first = {key: place for place, key in reversed(list(enumerate(keys)))}
            fresh = only(batch, sorted(first.values()))
            repeats = only(batch, [p for p, key in enumerate(keys) if first[key] != p])
        standing: Standing = {}
        look_first = len(fresh["item"]) < LOOK_FIRST_BELOW or self.begins_with_a_known_one(fresh)
        new = self.without_known(fresh, standing) if look_first else fresh
        if new["item"] and not self.store(new):
            self.store(self.without_known(new, standing))
        if repeats:
            self.answer_repeats(repeats, fresh, standing)

    # what codes stand for ---------------------------------------------------------------------------------------------

    def refuse(self, columns: Columns, bad: Iterable[tuple[int, Refusal]]) -> Columns:
        """The rows without the bad ones (place and why), each of which is answered."""
        refused = dict(bad)
        for place, error in refused.items():
            outcome = Outcome(Status.REJECTED, error=error)
            self.answers[columns["submission"][place]].single[columns["item"][place]] = outcome
        return only(columns, [p for p in range(len(columns["item"])) if p not in refused]) if refused else columns

    def resolved(self, sent: Columns) -> Columns:
        """The rows whose type, people and required fields are right, with numbers for codes."""
        ids = self.world.names.types
        columns = self.numbered(sent, "type", "type_id", ids, "no activity type has the key {}: add it to the catalogue first")
        columns = self.refuse(columns, list(self._lacking(columns)))
        staff = self.world.directory.employee_ids
        columns = self.numbered(columns, "employee", "employee_id", staff, "no employee has the code {}: add them first")
        columns = self.with_customers(columns)
        columns = self.with_collaborators(columns)
        sources = self.session.interned("source", "name", set(columns["source"]))
        return columns | {"source_id": [sources[name] for name in columns["source"]]}

    def numbered(self, columns: Columns, name: str, into: str, numbers: dict[str, int] | Any, message: str) -> Columns:
        """The rows whose code is known, with its number; message: with {} for a code that is not."""
        find = numbers.get
        found = [None if code is None else find(code, -1) for code in columns[name]]
        columns = columns | {into: found}
        if -1 not in found:
            return columns
        code, kind = f"unknown_{name}", columns[name]
        return self.refuse(
            columns,
            [(p, Refusal(message.format(_short(kind[p])), field=name, code=code)) for p, n in enumerate(found) if n == -1],
        )

    def _lacking(self, columns: Columns) -> Iterator[tuple[int, Refusal]]:
        demanding = {t.id: t for t in self.world.types.values() if t.requires}
        if not demanding.keys() & set(columns["type_id"]):
            return
        for place, number in enumerate(columns["type_id"]):
            kind = demanding.get(number)
            lacks = next((name for name in kind.requires if not _is_given(columns, name, place)), None) if kind else None
            if kind and lacks:
                yield (
                    place,
                    Refusal(f"{lacks} is missing: activities of type {kind.key} need it", field=lacks, code="missing"),
                )

    def with_customers(self, columns: Columns) -> Columns:
        codes = [code for code in set(columns["customer"]) if code is not None]
        found = {c.code: c for c in people.customers(self.session, codes)} if codes else {}
        ids = {code: c.id for code, c in found.items()}
        if self.fences:
            columns = self.refuse(columns, list(self._fenced_off(columns, {code: c.owner_id for code, c in found.items()})))
        columns = self.numbered(columns, "customer", "customer_id", ids, "no customer has the code {}: add them first")
        return columns | {"facts": [found.get(code) for code in columns["customer"]]}

    def _fenced_off(self, columns: Columns, owners: dict[str, int | None]) -> Iterator[tuple[int, Refusal]]:
        """What senders may not record; to them a customer of somebody else is as unknown as one who does not exist."""
        for place, number in enumerate(columns["submission"]):
            fence = self.fences[number]
            wrong = fence.wrong(columns["employee_id"][place], columns["customer"][place], owners) if fence else None
            if wrong:
                yield place, wrong

    def with_collaborators(self, columns: Columns) -> Columns:
        if not any(columns["collaborators"]):
            return columns | {"collaborator_ids": columns["collaborators"]}
        staff = self.world.directory.employee_ids
        each = [None if text is None else [staff.get(code) for code in json.loads(text)] for text in columns["collaborators"]]
        texts = [None if ids is None else json.dumps(ids, separators=(",", ":")) for ids in each]
        unknown = [p for p, ids in enumerate(each) if ids and None in ids]
        return self.refuse(
            columns | {"collaborator_ids": texts},
            [(p, _no_collaborator(columns["collaborators"][p], staff)) for p in unknown],
        )

    # what stands already ----------------------------------------------------------------------------------------------

    def without_known(self, fresh: Columns, standing: Standing) -> Columns:
        """The rows whose key is new; the others are answered, and what stands under their keys kept in `standing`."""
        if len(fresh["item"]) >= LOOK_FIRST_BELOW and self.stand_in_a_run(fresh):
            return only(fresh, [])
        stored = activities.known(self.session, fresh["source_id"], fresh["external_id"])
        if not stored:
            return fresh
        standing.update(stored)
        new = []
        for place, key in enumerate(zip(fresh["source_id"], fresh["external_id"], strict=True)):
            if key in stored:
                self.answer_again(fresh, place, *stored[key])
            else:
                new.append(place)
        return only(fresh, new)

    def begins_with_a_known_one(self, fresh: Columns) -> bool:
        """A large batch whose first row stands was probably sent before: then nothing is stored in hope."""
        return bool(activities.run_from(self.session, fresh["source_id"][0], fresh["external_id"][0], count=1))

    def stand_in_a_run(self, fresh: Columns) -> bool:
        """A chunk of a file that was imported before stands in the same order: one look at its first row and one long read tell."""
        ordered = self.in_order(fresh)
        keys = list(zip(ordered["source_id"], ordered["external_id"], strict=True))
        rows = activities.run_from(self.session, *keys[0], count=len(keys))
        if len(rows) != len(keys):
            return False
        ids, sources, externals, *content = zip(*rows, strict=True)
        if list(zip(sources, externals, strict=True)) != keys or any(list(c) != ordered[n] for c, n in zip(content, CONTENT, strict=True)):
            return False
        for number, item, activity in zip(ordered["submission"], ordered["item"], ids, strict=True):
            self.answers[number].again[item] = activity
        return True

    def answer_again(self, columns: Columns, place: int, activity_id: int | None, was: tuple[Any, ...]) -> None:
        now = tuple(columns[name][place] for name in CONTENT)
        outcome = Outcome(Status.DUPLICATE, activity_id) if _alike(now, was) else _conflict(columns["external_id"][place])
        self.answers[columns["submission"][place]].single[columns["item"][place]] = outcome

    def answer_repeats(self, repeats: Columns, fresh: Columns, standing: Standing) -> None:
        """Keys that the batch itself holds twice: the first one sent is the one that counts."""
        for place, key in enumerate(zip(fresh["source_id"], fresh["external_id"], strict=True)):
            if key not in standing:
                activity = self.answers[fresh["submission"][place]].activity_of(fresh["item"][place])
                standing[key] = activity, tuple(fresh[name][place] for name in CONTENT)
        for place, key in enumerate(zip(repeats["source_id"], repeats["external_id"], strict=True)):
            self.answer_again(repeats, place, *standing[key])

    # what is new ------------------------------------------------------------------------------------------------------

    def store(self, new: Columns) -> bool:
        """Stores and scores the rows, or does nothing and answers False where a key stands already."""
        count = len(new["item"])
        if not count:
            return True
        before = self.books.next_activity_id
        ordered = self.frozen(self.in_order(new))
        first = self.books.take_activity_ids(count)
        ordered["id"] = list(range(first, first + count))
        ordered["actor_id"] = [self.actor_ids[number] for number in ordered["submission"]]
        if not activities.insert_where_new(self.session, self.rows(ordered), checked=count < LOOK_FIRST_BELOW):
            self.books.next_activity_id = before
            return False
        for number, item, activity, waits in zip(ordered["submission"], ordered["item"], ordered["id"], ordered["pending"], strict=True):
            self.answers[number].stored[item] = (activity, waits)
        firsts = [(c, a) for c, a, is_new in zip(ordered["customer_id"], ordered["id"], ordered["is_new"], strict=True) if is_new]
        people.mark_first_activities(self.session, firsts)
        self.score(ordered)
        return True

    def in_order(self, new: Columns) -> Columns:
        """By submission, inside it by occurred_at, then by position."""
        order = np.lexsort((new["item"], new["at"], new["submission"])).tolist()
        return new if order == list(range(len(order))) else only(new, order)

    def frozen(self, columns: Columns) -> Columns:
        """The rows with everything that a condition may ask of them later."""
        here = self.world
        at = np.array(columns["at"], dtype=np.int64)
        days = business_days(at, here.organisation.timezone)
        employees = np.array([e or 0 for e in columns["employee_id"]], dtype=np.int64)
        managers = here.directory.managers_of(employees)
        waiting = {t.id for t in here.types.values() if t.needs_approval}
        return columns | {
            "day": days.tolist(),
            "snapshot": self.snapshots(employees, days),
            "manager": [m if m and m != e else None for m, e in zip(managers.tolist(), employees.tolist(), strict=True)],
            "pending": [t in waiting for t in columns["type_id"]] if waiting else [False] * len(days),
            "version": self.versions(at),
            **self.customer_facts(columns),
        }

    def customer_facts(self, columns: Columns) -> Columns:
        facts: list[people.CustomerFacts | None] = columns["facts"]
        tiers: dict[int, str | None] = {}
        is_new: list[bool | None] = []
        for fact in facts:
            is_new.append(None if fact is None else fact.first_activity_id is None and fact.id not in tiers)
            if fact is not None and fact.id not in tiers:
                tiers[fact.id] = self.world.tier(HolderKind.CUSTOMER, max(0, fact.lifetime))
        return {
            "owner": [None if f is None else f.owner_id for f in facts],
            "tags": [None if f is None else f.tags for f in facts],
            "tier": [None if f is None else tiers[f.id] for f in facts],
            "is_new": is_new,
        }

    def versions(self, at: Ints) -> list[int | None]:
        """The plan version in force at each instant; None where there is none."""
        found = np.zeros(len(at), dtype=np.int64)
        for plan in self.world.plans:
            found[slice(None) if plan.effective_from is None else at >= plan.effective_from] = plan.version
        return [version or None for version in found.tolist()]

    def snapshots(self, employees: Ints, days: Ints) -> list[int | None]:
        """The number of each actor's team as it was on the day; new ones are stored."""
        directory = self.world.directory
        teams = directory.teams_on(employees, days)
        stretches = directory.stretches(teams, days)
        keys, first, inverse = np.unique((teams << 32) | stretches, return_index=True, return_inverse=True)
        pairs = [(key >> 32, key & 0xFFFFFFFF) for key in keys.tolist()]
        known = self.world.snapshot_ids
        self.make_snapshots({p: int(days[i]) for p, i in zip(pairs, first, strict=True) if p[0] != NO_TEAM and p not in known})
        numbers = [known.get(pair) for pair in pairs]
        return [numbers[place] for place in inverse.tolist()]

    def make_snapshots(self, wanted: dict[tuple[int, int], int]) -> None:
        if not wanted:
            return
        made = {pair: self.world.directory.snapshot(pair[0], day) for pair, day in wanted.items()}
        rows = {pair: _snapshot_row(pair[0], snapshot) for pair, snapshot in made.items()}
        numbers = activities.put_snapshots(self.session, list(rows.values()))
        for pair, row in rows.items():
            self.world.snapshot_ids[pair] = numbers[row["digest"]]
            self.world.snapshots[numbers[row["digest"]]] = made[pair]

    def rows(self, ordered: Columns) -> Columns:
        """The rows as the table has them."""
        kept = {stored: ordered[name] for stored, name in zip(activities.CONTENT, CONTENT, strict=True)}
        return {
            "id": ordered["id"],
            "source_id": ordered["source_id"],
            "external_id": ordered["external_id"],
            **kept,
            "occurred_on": ordered["day"],
            "snapshot_id": ordered["snapshot"],
            "manager_id": ordered["manager"],
            "owner_id": ordered["owner"],
            "tier": ordered["tier"],
            "tags": ordered["tags"],
            "is_new": [None if new is None else int(new) for new in ordered["is_new"]],
            "pending": [int(waits) for waits in ordered["pending"]],
            "plan_version": [None if p else v for v, p in zip(ordered["version"], ordered["pending"], strict=True)],
            "recorded_at": list(repeat(self.books.now, len(ordered["id"]))),
            "actor_id": ordered["actor_id"],
        }

    def score(self, ordered: Columns) -> None:
        """Runs of activities under one version, in order: a later run sees what the earlier ones used."""
        places = [p for p, (v, waits) in enumerate(zip(ordered["version"], ordered["pending"], strict=True)) if v and not waits]
        counting = ordered if len(places) == len(ordered["id"]) else only(ordered, places)
        versions = counting["version"]
        starts = [p for p, v in enumerate(versions) if p == 0 or v != versions[p - 1]]
        if not starts:
            return
        batch = _batch(counting)
        context = context_of(self.session, self.world, counting["snapshot"])
        for start, end in zip(starts, [*starts[1:], len(versions)], strict=True):
            post_awards(self.books, batch[start:end], self.world.plan_numbered(versions[start]), context)


def _batch(columns: Columns) -> pl.DataFrame:
    named = {
        "type": "type_id",
        "employee": "employee_id",
        "customer": "customer_id",
        "collaborators": "collaborator_ids",
    }
    values = {name: columns[named.get(name, name)] for name in BATCH}
    schema = {"activity_id": pl.Int64(), "order_id": pl.Int64(), "actor_id": pl.Int32(), **BATCH}
    ids = {"activity_id": columns["id"], "order_id": columns["id"], "actor_id": columns["actor_id"]}
    return pl.DataFrame(ids | values, schema=schema)


def _snapshot_row(team: int, snapshot: Snapshot) -> dict[str, Any]:
    path, members = json.dumps(snapshot.path), json.dumps(snapshot.members)
    return {
        "team_id": team,
        "path": path,
        "members": members,
        "digest": hashlib.sha256(f"{path} {members}".encode()).hexdigest(),
    }


def _is_given(columns: Columns, field_name: str, place: int) -> bool:
    if not field_name.startswith("attributes."):
        return columns[field_name][place] is not None
    text = columns["attributes"][place]
    return text is not None and field_name.removeprefix("attributes.") in json.loads(text)


def _alike(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """The same content, where a number in an attribute and its text are the same."""
    if one == other:
        return True
    mine, theirs = one[ATTRIBUTES], other[ATTRIBUTES]
    rest = one[:ATTRIBUTES] + one[ATTRIBUTES + 1 :] == other[:ATTRIBUTES] + other[ATTRIBUTES + 1 :]
    return rest and mine is not None and theirs is not None and _as_texts(mine) == _as_texts(theirs)


def _as_texts(attributes: str) -> dict[str, str]:
    values = json.loads(attributes, parse_float=str, parse_int=str)
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}


def _no_collaborator(text: str, staff: dict[str, int]) -> Refusal:
    missing = next(code for code in json.loads(text) if code not in staff)
    message = f"no employee has the code {_short(missing)}: add them first"
    return Refusal(message, field="collaborators", code="unknown_collaborators")


def _short(value: object) -> str:
    text = str(value)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}...'"


def _conflict(external_id: str) -> Outcome:
    error = Refusal(
        f"{_short(external_id)} was sent before with other content: nothing changed",
        field="external_id",
        code="conflict",
    )
    return Outcome(Status.CONFLICT, error=error)
