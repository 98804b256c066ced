"""Demonstrating: an empty database becomes a field-sales organisation with a year behind it, and people who can sign in.

The same day and seed give the same organisation. All of it stands at the end, or nothing: whoever interrupts it can begin again.
"""

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from db import organisation, users
from db.engine import Database
from db.organisation import OrganisationRow
from db.together import together
from scoring.periods import business_day, day_date, micros
from services.access import Act, Actor, Role, require
from services.activities.recording import now_micros
from services.beginning.demonstration.aiming import aim
from services.beginning.demonstration.cheering import cheer
from services.beginning.demonstration.choosing import somebody_to_be
from services.beginning.demonstration.hanging import hang
from services.beginning.demonstration.happenings import Scene, happenings, skills
from services.beginning.demonstration.resting import rest
from services.beginning.demonstration.rhythm import presence
from services.beginning.demonstration.sending import as_sent
from services.beginning.demonstration.shops import customer_documents, open_files, owners_today
from services.beginning.demonstration.staff import (
    CHIEFS,
    Outlets,
    Year,
    employee_documents,
    hire,
    move_documents,
    open_outlets,
    team_documents,
)
from services.beginning.demonstration.story import Change, Progress, Telling, first_plan, plan_changes
from services.beginning.demonstration.words import LANGUAGES, Words, words
from services.beginning.setting_up import initialise
from services.beginning.starting import put_starter_types
from services.boards.standings import fold
from services.documents import BATCH
from services.errors import Conflict, Invalid
from services.people.customers import put_customers
from services.people.people import put_employees, put_team
from services.sign_in import passwords
from services.sign_in.users import add_user
from services.values import shown

PASSWORD = "try-laurel-now"
"""The one word that every sign-in of the demonstration has. No other installation has one."""
SEED = 20
CAMPAIGN_RUSH = 1.55
"""How many more deals there are while a campaign runs."""
SHOPS_OF_ONES_OWN = 6


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything. employees: over the whole time, and more than outlets and chiefs; days: forty or more."""

    outlets: int = 200
    employees: int = 420
    customers: int = 4_000
    days: int = 365


FULL = Size()


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody to sign in as. try_first: a sentence in the demonstration's language."""

    role: Role
    name: str
    password: str
    try_first: str


@dataclass(frozen=True, slots=True)
class Counts:
    teams: int
    employees: int
    customers: int
    activities: int


@dataclass(frozen=True, slots=True)
class Demonstration:
    sign_ins: tuple[SignIn, ...]
    counts: Counts


def unwatched(_done: int, _of: int) -> None:
    """Nobody looks at the progress."""


def fill(
    database: Database,
    actor: Actor,
    *,
    locale: str,
    now: int | None = None,
    progress: Progress = unwatched,
    size: Size = FULL,
    seed: int = SEED,
) -> Demonstration:
    """The database holds the demonstration, with activities up to now. progress: activities recorded, and of how many.

    All or nothing; others who write wait. Raises Invalid for a locale that there is not, Conflict where there is an
    organisation, Forbidden.
    """
    require(actor, Act.ADMINISTER)
    if locale not in LANGUAGES:
        raise Invalid(f"locale must be {' or '.join(LANGUAGES)}, not {shown(locale)}", field="locale")
    at = now_micros() if now is None else now
    with together(database) as stage:
        _require_empty(stage)
        return _Filling(stage, actor, locale, at, size, seed).fill(progress)


def _require_empty(database: Database) -> None:
    standing = _standing(database)
    if standing is not None:
        message = f"The database holds {shown(standing.name)} already: name an empty one in LAUREL_DATABASE_URL for the demonstration"
        raise Conflict(message, code="already_initialised")


def _standing(database: Database) -> OrganisationRow | None:
    with database.read() as session:
        return organisation.organisation(session)


def is_empty(database: Database) -> bool:
    """There is no organisation yet, so that the demonstration may fill the database."""
    return _standing(database) is None


def sign_ins(database: Database) -> tuple[SignIn, ...]:
    """Those who can still sign in as the demonstration made them; nobody in an organisation of one's own."""
    standing = _standing(database)
    if standing is None:
        return ()
    tries = words(standing.locale).tries
    with database.read() as session:
        known = {user.name: user for user in users.users(session) if user.disabled_at is None}
    found = [(role, known[role].password_hash) for role in Role if role in known and known[role].role == role]
    return tuple(SignIn(role, role.value, PASSWORD, tries[role]) for role, kept in found if kept and passwords.matches(PASSWORD, kept))


@dataclass(frozen=True)
class _Filling:
    """A demonstration in the making."""

    database: Database
    actor: Actor
    locale: str
    now: int
    size: Size
    seed: int

    def fill(self, progress: Progress) -> Demonstration:
        said = words(self.locale)
        founding = said.organisation
        today = business_day(self.now, ZoneInfo(founding.timezone))
        year = Year(today - self.size.days + 1, today)
        begun = micros(dt.datetime.combine(day_date(year.first), dt.time(6), ZoneInfo(founding.timezone)))
        begun = min(begun, self.now)
        initialise(self.database, self.actor, **founding.model_dump(), locale=self.locale, first_plan=first_plan(), now=begun)
        put_starter_types(self.database, self.actor, now=begun)
        changes = plan_changes(self.locale, year.first, today)
        scene, outlets = self.scene(said, year, changes)
        counts = self.people(scene, outlets, begun)
        acts = as_sent(scene, happenings(scene)).filter(pl.col("at") <= self.now)
        Telling(self.actor, scene, changes, acts, self.now).tell(self.database, progress)
        fold(self.database)
        signs = self.users(scene, acts)
        rest(self.database, self.actor, scene, self.locale, now=self.now)
        aim(self.database, self.actor, now=self.now)
        cheer(self.database, now=self.now, seed=self.seed)
        return Demonstration(signs, replace(counts, activities=acts.height))

    def scene(self, said: Words, year: Year, changes: list[Change]) -> tuple[Scene, Outlets]:
        size, seed = self.size, self.seed
        outlets = open_outlets(said, size.outlets)
        staff = hire(said, outlets, year, size.employees, seed)
        good = skills(staff.count, seed)
        grid = presence(staff, year, said.lulls, seed)
        shops = open_files(staff, outlets, year, grid, good.selling, size.customers, seed)
        boost = np.ones(len(year.days))
        for change in changes:
            boost[(change.boost_from <= year.days) & (year.days < change.boost_until)] = CAMPAIGN_RUSH
        return Scene(said, year, staff, shops, good, grid, boost, seed), outlets

    def people(self, scene: Scene, outlets: Outlets, at: int) -> Counts:
        """Teams, employees and customers stand."""
        teams = team_documents(scene.words, outlets)
        for code, document in teams:
            put_team(self.database, self.actor, code, document, now=at)
        employees = employee_documents(scene.words, outlets, scene.staff, self.seed)
        for items in (employees, move_documents(outlets, scene.staff)):
            put_employees(self.database, self.actor, items, now=at)
        customers = customer_documents(scene.words, outlets, scene.staff, scene.shops, self.seed)
        for start in range(0, len(customers), BATCH):
            put_customers(self.database, self.actor, customers[start : start + BATCH], now=at)
        return Counts(len(teams), len(employees), len(customers), 0)

    def users(self, scene: Scene, acts: pl.DataFrame) -> tuple[SignIn, ...]:
        """Somebody of each role can sign in, but for names that are taken; an administrator who stands already stays the only one."""
        region = scene.words.regions[0].code
        people = {Role.MANAGER: scene.staff.codes[1], Role.EMPLOYEE: self.employee(scene, acts, region)}
        with self.database.read() as session:
            standing = users.users(session)
        taken = {user.name_key for user in standing} | ({"admin"} if any(u.role == Role.ADMIN for u in standing) else set())
        made = [role for role in Role if role not in taken]
        wall = hang(self.database, self.actor, scene.words, self.locale, now=self.now)
        for role in made:
            teams = [region] if role is Role.MANAGER else []
            add_user(
                self.database,
                self.actor,
                role.value,
                role=role,
                employee=people.get(role),
                teams=teams,
                password=PASSWORD,
                screen=wall if role is Role.SCREEN else None,
                now=self.now,
            )
        return tuple(SignIn(role, role.value, PASSWORD, scene.words.tries[role]) for role in made)

    def employee(self, scene: Scene, acts: pl.DataFrame, region: str) -> str | None:
        """Somebody with shops of their own who leads nobody and did something in the last days, if there is anybody like that."""
        staff, everyone = scene.staff, scene.staff.codes[CHIEFS:]
        shops = np.bincount(owners_today(scene.shops, staff) + 1, minlength=staff.count + 1)[1:]
        may = (shops >= SHOPS_OF_ONES_OWN) & ~staff.leads
        sellers = {code for code, fits in zip(everyone, may[CHIEFS:].tolist(), strict=True) if fits}
        lately = (set(acts.filter(pl.col("day") >= scene.year.today - days)["employee"]) for days in (4, 14))
        preferred = [*(sellers & busy for busy in lately), sellers, everyone]
        return somebody_to_be(self.database, self.actor, region=region, preferred=preferred, now=self.now)
