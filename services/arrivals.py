"""What a batch of activities goes through between being sent and standing: codes become numbers, known keys are answered, new ones stored."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl

from db import activities, organisation, people
from scoring.directory import NO_TEAM
from scoring.periods import business_days
from scoring.plan import HolderKind
from services.errors import Refusal
from services.posting import Books, context_of, post_awards
from services.world import World

LOOK_FIRST_BELOW = 500


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
    """What became of one submission: refused and known rows one by one, stored ones as columns (item, activity_id, pending)."""

    single: dict[int, Outcome] = field(default_factory=dict)
    stored: list[pl.DataFrame] = field(default_factory=list)

    def outcomes(self) -> Iterator[tuple[int, Outcome]]:
        yield from self.single.items()
        for frame in self.stored:
            for item, activity, pending in frame.iter_rows():
                yield item, Outcome(Status.PENDING if pending else Status.ACCEPTED, activity)

    def counts(self) -> dict[str, int]:
        counts = Counter(outcome.status.value for outcome in self.single.values())
        for frame in self.stored:
            waiting = int(frame["pending"].sum())
            counts += Counter({Status.PENDING.value: waiting, Status.ACCEPTED.value: frame.height - waiting})
        return dict(counts)

    def in_bulk(self) -> BulkAnswer:
        schema = {"item": pl.Int32, "status": pl.String}
        status = pl.when("pending").then(pl.lit("pending")).otherwise(pl.lit("accepted")).alias("status")
        frames = [f.select("item", status) for f in self.stored]
        frames.append(pl.DataFrame([(i, o.status.value) for i, o in self.single.items()], schema=schema, orient="row"))
        return BulkAnswer(pl.concat(frames), [(i, o.error) for i, o in self.single.items() if o.error])

    def activity_of(self, item: int) -> int | None:
        """Where a row of this submission stands, also where it has just been stored."""
        if item in self.single:
            return self.single[item].activity_id
        return next(
            (int(f.row(by_predicate=pl.col("item") == item)[1]) for f in self.stored if item in f["item"]), None
        )


class Arrivals:
    """The steps that a batch takes from what was sent to what stands."""

    def __init__(self, books: Books, here: World, answers: list[Answers], actor_ids: list[int]) -> None:
        self.books, self.session, self.world = books, books.session, here
        self.answers, self.actor_ids = answers, actor_ids

    def take(self, sent: pl.DataFrame) -> None:
        resolved = self.resolve(sent)
        first = resolved.select(pl.struct("source_id", "external_id").is_first_distinct()).to_series()
        fresh, repeats = resolved.filter(first), resolved.filter(~first)
        firsts: dict[tuple[int, str], tuple[Any, ...]] = {}
        new = fresh
        if fresh.height < LOOK_FIRST_BELOW:
            new = self.without_known(fresh, firsts)
        if new.height and not self.store(new):
            new = self.without_known(new, firsts)
            self.store(new)
        if repeats.height:
            self.answer_repeats(repeats, resolved, firsts)

    # what codes stand for --------------------------------------------------------------------------------------------------------

    def refuse(self, frame: pl.DataFrame, bad: pl.Series, field: str, message: str) -> pl.DataFrame:
        """The rows without the bad ones, each of which is answered. message: with {} for the value of the field's column."""
        if not bad.any():
            return frame
        for number, item, value in frame.filter(bad).select("submission", "item", field).iter_rows():
            self.answers[number].single[item] = Outcome(
                Status.REJECTED, error=Refusal(message.format(_short(value)), field=field, code=f"unknown_{field}")
            )
        return frame.filter(~bad)

    def resolve(self, sent: pl.DataFrame) -> pl.DataFrame:
        """The rows whose type, people and required fields are right, with numbers for codes."""
        types = self.world.types
        frame = sent.with_columns(
            pl.col("type")
            .replace_strict({k: t.id for k, t in types.items()}, default=None, return_dtype=pl.Int32)
            .alias("type_id")
        )
        frame = self.refuse(
            frame, frame["type_id"].is_null(), "type", "no activity type has the key {}: add it to the catalogue first"
        )
        frame = self.with_required(frame)
        staff = self.world.directory.employee_ids
        frame = frame.with_columns(_looked_up(frame["employee"], staff).alias("employee_id"))
        unknown = frame["employee_id"].is_null() & frame["employee"].is_not_null()
        frame = self.refuse(frame, unknown, "employee", "no employee has the code {}: add them first")
        frame = self.with_customers(frame)
        frame = self.with_collaborators(frame)
        sources = (
            organisation.intern(self.session, "source", "name", frame["source"].unique().to_list())
            if frame.height
            else {}
        )
        return frame.with_columns(
            pl.col("source").replace_strict(sources, default=None, return_dtype=pl.Int32).alias("source_id")
        )

    def with_required(self, frame: pl.DataFrame) -> pl.DataFrame:
        for kind in self.world.types.values():
            for name in kind.requires:
                lacks = frame.select((pl.col("type_id") == kind.id) & ~_present(name)).to_series()
                for number, item in frame.filter(lacks).select("submission", "item").iter_rows():
                    error = Refusal(
                        f"{name} is missing: activities of type {kind.key} need it", field=name, code="missing"
                    )
                    self.answers[number].single[item] = Outcome(Status.REJECTED, error=error)
                frame = frame.filter(~lacks)
        return frame

    def with_customers(self, frame: pl.DataFrame) -> pl.DataFrame:
        codes = frame["customer"].drop_nulls().unique().to_list()
        found = people.customers(self.session, codes) if codes else pl.DataFrame(schema=people.CUSTOMERS)
        places = {code: place for place, code in enumerate(found["code"].to_list())}
        self.customers = found
        frame = frame.with_columns(_looked_up(frame["customer"], places).alias("customer_place"))
        unknown = frame["customer_place"].is_null() & frame["customer"].is_not_null()
        frame = self.refuse(frame, unknown, "customer", "no customer has the code {}: add them first")
        ids = pl.concat([found["id"], pl.Series("id", [None], dtype=pl.Int32)])
        return frame.with_columns(ids[frame["customer_place"].fill_null(found.height)].alias("customer_id"))

    def with_collaborators(self, frame: pl.DataFrame) -> pl.DataFrame:
        if frame["collaborators"].null_count() == frame.height:
            return frame.with_columns(pl.lit(None, pl.String).alias("collaborator_ids"))
        staff = self.world.directory.employee_ids
        each = [
            None if text is None else [staff.get(code) for code in json.loads(text)]
            for text in frame["collaborators"].to_list()
        ]
        unknown = pl.Series([ids is not None and None in ids for ids in each])
        texts = [None if ids is None else json.dumps(ids, separators=(",", ":")) for ids in each]
        frame = frame.with_columns(pl.Series("collaborator_ids", texts, dtype=pl.String))
        return self.refuse(
            frame, unknown, "collaborators", "not every one of the collaborators {} is an employee: add them first"
        )

    # what stands already ---------------------------------------------------------------------------------------------------------

    def without_known(self, fresh: pl.DataFrame, firsts: dict[tuple[int, str], tuple[Any, ...]]) -> pl.DataFrame:
        """The rows whose key is new; the others are answered, and their stored content kept in `firsts`."""
        stored = activities.known(self.session, fresh.select("source_id", "external_id"))
        if stored.is_empty():
            return fresh
        content = _content(fresh)
        joined = content.join(
            stored, on=["source_id", "external_id"], how="inner", suffix="_stored", maintain_order="left"
        )
        same = joined.select(
            pl.all_horizontal([pl.col(c).eq_missing(pl.col(f"{c}_stored")) for c in activities.CONTENT])
        ).to_series()
        kept = [*activities.CONTENT]
        for equal, row in zip(same, joined.iter_rows(named=True), strict=True):
            was = tuple(row[f"{c}_stored"] for c in kept)
            equal = equal or _alike(tuple(row[c] for c in kept), was)
            self.answers[row["submission"]].single[row["item"]] = (
                _again(row["id"]) if equal else _conflict(row["external_id"])
            )
            firsts[row["source_id"], row["external_id"]] = (row["id"], *was)
        return fresh.join(
            stored.select("source_id", "external_id"),
            on=["source_id", "external_id"],
            how="anti",
            maintain_order="left",
        )

    def answer_repeats(
        self, repeats: pl.DataFrame, resolved: pl.DataFrame, firsts: dict[tuple[int, str], tuple[Any, ...]]
    ) -> None:
        """Keys that the batch itself holds twice: the first one sent is the one that counts."""
        kept = [*activities.CONTENT]
        wanted = {(s, e) for s, e in repeats.select("source_id", "external_id").iter_rows()}
        for row in _content(resolved).iter_rows(named=True):
            key = row["source_id"], row["external_id"]
            if key not in wanted or key in firsts:
                continue
            firsts[key] = (self.answers[row["submission"]].activity_of(row["item"]), *(row[c] for c in kept))
        for row in _content(repeats).iter_rows(named=True):
            activity_id, *was = firsts[row["source_id"], row["external_id"]]
            equal = _alike(tuple(row[c] for c in kept), tuple(was))
            self.answers[row["submission"]].single[row["item"]] = (
                _again(activity_id) if equal else _conflict(row["external_id"])
            )

    # what is new -----------------------------------------------------------------------------------------------------------------

    def store(self, new: pl.DataFrame) -> bool:
        """Stores and scores the rows, or does nothing and answers False where a key stands already."""
        before = self.books.next_activity_id
        ordered = self.frozen(new.sort("submission", "at", "item"))
        first = self.books.take_activity_ids(ordered.height)
        ordered = ordered.with_columns(pl.int_range(first, first + ordered.height, dtype=pl.Int64).alias("id"))
        if not activities.insert_where_new(self.session, self.rows(ordered)):
            self.books.next_activity_id = before
            return False
        for (number,), rows in ordered.group_by("submission"):
            self.answers[number].stored.append(rows.select("item", pl.col("id").alias("activity_id"), "pending"))
        self.mark_firsts(ordered)
        self.score(ordered)
        return True

    def frozen(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows with everything that a condition may ask of them later."""
        here = self.world
        days = business_days(frame["at"], here.organisation.timezone)
        employees = frame["employee_id"].fill_null(0).cast(pl.Int64).to_numpy()
        managers = here.directory.managers_of(employees)
        managers = np.where(managers == employees, 0, managers)
        waiting = [t.id for t in here.types.values() if t.needs_approval]
        frame = frame.with_columns(
            days,
            pl.Series("snapshot", self.snapshots(employees, days.cast(pl.Int64).to_numpy()), dtype=pl.Int32),
            _no_zero(pl.Series("manager", managers, dtype=pl.Int32)),
            frame["type_id"].is_in(waiting).alias("pending"),
        )
        return self.with_customer_facts(frame).with_columns(self.version().alias("version"))

    def with_customer_facts(self, frame: pl.DataFrame) -> pl.DataFrame:
        found, places = self.customers, frame["customer_place"]
        facts = pl.concat([found, pl.DataFrame({c: [None] for c in found.columns}, schema=found.schema)])[
            places.fill_null(found.height)
        ]
        is_first = places.is_first_distinct() & facts["first_activity_id"].is_null()
        return frame.with_columns(
            facts["owner"],
            facts["tags"],
            self.tiers(facts["lifetime"]).alias("tier"),
            pl.select(pl.when(places.is_not_null()).then(is_first)).to_series().alias("is_new"),
        )

    def tiers(self, lifetimes: pl.Series) -> pl.Series:
        ladder = self.world.plans[-1].plan.tiers[HolderKind.CUSTOMER] if self.world.plans else ()
        if not ladder:
            return pl.Series([None], dtype=pl.String).new_from_index(0, len(lifetimes))
        places = (
            np.searchsorted([t.from_points for t in ladder], lifetimes.fill_null(0).clip(0).to_numpy(), side="right")
            - 1
        )
        keys = pl.Series([t.key for t in ladder], dtype=pl.String)[pl.Series(np.clip(places, 0, None), dtype=pl.UInt32)]
        return pl.select(pl.when(lifetimes.is_not_null() & pl.Series(places >= 0)).then(keys)).to_series()

    def version(self) -> pl.Expr:
        """The plan version in force at each instant; null where there is none."""
        version = pl.lit(None, pl.Int32)
        for plan in self.world.plans:
            begun = pl.lit(True) if plan.effective_from is None else pl.col("at") >= plan.effective_from
            version = pl.when(begun).then(pl.lit(plan.version, pl.Int32)).otherwise(version)
        return version

    def snapshots(self, employees: np.ndarray[Any, Any], days: np.ndarray[Any, Any]) -> list[int | None]:
        """The number of each actor's team as it was on the day; new ones are stored."""
        directory = self.world.directory
        teams = directory.teams_on(employees, days)
        stretches = directory.stretches(teams, days)
        keys, first, inverse = np.unique((teams << 32) | stretches, return_index=True, return_inverse=True)
        pairs = [(int(key >> 32), int(key & 0xFFFFFFFF)) for key in keys]
        self.make_snapshots(
            {
                p: int(days[i])
                for p, i in zip(pairs, first, strict=True)
                if p[0] != NO_TEAM and p not in self.world.snapshot_ids
            }
        )
        numbers = np.array([self.world.snapshot_ids.get(pair, 0) for pair in pairs], dtype=np.int64)
        return [number or None for number in numbers[inverse].tolist()]

    def make_snapshots(self, wanted: dict[tuple[int, int], int]) -> None:
        rows = {pair: self.snapshot_row(pair[0], day) for pair, day in wanted.items()}
        if rows:
            numbers = activities.put_snapshots(self.session, list(rows.values()))
            self.world.snapshot_ids.update({pair: numbers[row["digest"]] for pair, row in rows.items()})

    def snapshot_row(self, team: int, day: int) -> dict[str, Any]:
        snapshot = self.world.directory.snapshot(team, day)
        path, members = json.dumps(snapshot.path), json.dumps(snapshot.members)
        return {
            "team_id": team,
            "path": path,
            "members": members,
            "digest": hashlib.sha256(f"{path} {members}".encode()).hexdigest(),
        }

    def rows(self, ordered: pl.DataFrame) -> pl.DataFrame:
        actor = pl.col("submission").replace_strict(dict(enumerate(self.actor_ids)), return_dtype=pl.Int32)
        return _content(ordered, "id", "source_id", "external_id").with_columns(
            ordered["day"].alias("occurred_on"),
            ordered["snapshot"].alias("snapshot_id"),
            ordered["manager"].alias("manager_id"),
            ordered["owner"].alias("owner_id"),
            ordered["tier"],
            ordered["tags"],
            ordered["is_new"].cast(pl.Int8),
            ordered["pending"].cast(pl.Int8),
            ordered.select(pl.when(~pl.col("pending")).then("version")).to_series().alias("plan_version"),
            pl.lit(self.books.now).alias("recorded_at"),
            ordered.select(actor).to_series().alias("actor_id"),
        )

    def mark_firsts(self, ordered: pl.DataFrame) -> None:
        firsts = ordered.filter(pl.col("is_new").fill_null(False)).select(
            pl.col("customer_id").alias("account_id"), pl.col("id").alias("activity_id")
        )
        if firsts.height:
            people.mark_first_activities(self.session, firsts)

    def score(self, ordered: pl.DataFrame) -> None:
        """Runs of activities under one version, in order: a later run sees what the earlier ones used."""
        counting = ordered.filter(~pl.col("pending") & pl.col("version").is_not_null())
        if counting.is_empty():
            return
        batch = counting.select(
            pl.col("id").alias("activity_id"), pl.col("id").alias("order_id"), pl.col("type_id").alias("type"), "at", "day",
            pl.col("employee_id").alias("employee"), pl.col("customer_id").alias("customer"), "amount", "quantity", "channel",
            pl.col("collaborator_ids").alias("collaborators"), "attributes", "snapshot", "manager", "owner", "tier", "tags", "is_new",
        )  # fmt: skip
        context = context_of(self.session, self.world, batch)
        runs = counting["version"].rle_id()
        for _, run in batch.with_columns(counting["version"], runs.alias("run")).group_by("run", maintain_order=True):
            post_awards(self.books, run.drop("run", "version"), self.world.plan_numbered(run["version"][0]), context)


def _looked_up(codes: pl.Series, numbers: dict[str, int]) -> pl.Series:
    find = numbers.get
    return pl.Series([None if code is None else find(code) for code in codes.to_list()], dtype=pl.Int32)


def _no_zero(numbers: pl.Series) -> pl.Series:
    return numbers.set(numbers == 0, None)


def _present(field: str) -> pl.Expr:
    if field.startswith("attributes."):
        name = json.dumps(field.removeprefix("attributes."), ensure_ascii=False)
        return pl.col("attributes").str.contains(f"{{{name}:", literal=True).fill_null(False) | pl.col(
            "attributes"
        ).str.contains(f",{name}:", literal=True).fill_null(False)
    return pl.col(field).is_not_null()


def _content(frame: pl.DataFrame, *more: str) -> pl.DataFrame:
    """Keys and content as they are stored."""
    keys = more or ("submission", "item", "source_id", "external_id")
    return frame.select(
        *keys,
        "type_id",
        pl.col("at").alias("occurred_at"),
        "employee_id",
        "customer_id",
        pl.col("amount").alias("amount_e4"),
        pl.col("quantity").alias("quantity_e4"),
        "channel",
        pl.col("collaborator_ids").alias("collaborators"),
        "attributes",
        "note",
        "evidence",
    )


ATTRIBUTES = list(activities.CONTENT).index("attributes")


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


def _short(value: object) -> str:
    text = str(value)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}...'"


def _again(activity_id: int | None) -> Outcome:
    return Outcome(Status.DUPLICATE, activity_id)


def _conflict(external_id: str) -> Outcome:
    error = Refusal(
        f"{_short(external_id)} was sent before with other content: nothing changed",
        field="external_id",
        code="conflict",
    )
    return Outcome(Status.CONFLICT, error=error)
