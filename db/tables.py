"""Every table, as SQLModel. Keys are integers inside; the organisation's own codes stay outside, on `account` and `team`.

Business days are day numbers (days since 1970-01-01), instants are microseconds since 1970 UTC, amounts and quantities are counts of 1/10000.
The hot tables (activity, ledger_entry, limit_use, standings) carry no foreign keys: on PostgreSQL each would cost more than the row itself.
The services look every reference up before they write it, and `verify` checks that none dangles (docs/decisions/0003).
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel, registry=registry()):
    """The base of every table; a registry of its own survives Streamlit's reloading of local modules."""


Table.metadata.naming_convention = NAMING


def _text(*, nullable: bool = False, **more: Any) -> Any:
    return Field(default=None if nullable else ..., sa_column=Column(Text, nullable=nullable, **more))


def _int(*, nullable: bool = False, **more: Any) -> Any:
    return Field(default=None if nullable else ..., sa_column=Column(Integer, nullable=nullable, **more))


def _big(*, nullable: bool = False, **more: Any) -> Any:
    return Field(default=None if nullable else ..., sa_column=Column(BigInteger, nullable=nullable, **more))


def _key(kind: type[Any] = Integer) -> Any:
    return Field(sa_column=Column(kind().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False))


def _reference(target: str, *, nullable: bool = False, **more: Any) -> Any:
    return Field(default=None if nullable else ..., sa_column=Column(Integer, ForeignKey(target), nullable=nullable, **more))


def _of_holder(column: str) -> Index:
    """The activities of a holder in order of time."""
    given = text(f"{column} IS NOT NULL")
    return Index(f"ix_activity_{column}_occurred_at", column, "occurred_at", sqlite_where=given, postgresql_where=given)


class Organisation(Table, table=True):
    """working_days: a bit for each day of the week, 1 for Monday to 64 for Sunday. holidays: the country whose public holidays are free, or null.

    may_be_unnamed: 1 where employees may choose to stand on boards as a number.
    """

    id: int = _key()
    name: str = _text()
    timezone: str = _text()
    currency: str = _text()
    locale: str = _text()
    first_weekday: int = _int()
    tie_rule: str = _text()
    money_per_1000_points_e4: int = _big()
    closed_through: int | None = _int(nullable=True)
    created_at: int = _big()
    managers_publish: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("1")))
    working_days: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("31")))
    holidays: str | None = _text(nullable=True)
    may_be_unnamed: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("0")))


class LedgerHead(Table, table=True):
    """One row. Who writes the ledger holds it: it orders the writers and hands out their ids.

    paid_after: what campaigns pay is known of awards scored at later places; not 0 where some ran before that was written down.
    """

    __tablename__ = "ledger_head"
    id: int = _key()
    last_activity_id: int = _big()
    last_entry_id: int = _big()
    directory_revision: int = _int()
    written_at: int = _big()
    paid_after: int = Field(sa_column=Column(BigInteger, nullable=False, server_default=text("0")))


class Account(Table, table=True):
    """A holder of points. kind: 1 employee, 2 customer.

    Indexes on expressions, here and on `customer`, stand in migration 0004 alone: each engine has its own words for them.
    """

    __table_args__ = (UniqueConstraint("kind", "code"),)
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    kind: int = Field(sa_column=Column(SmallInteger, nullable=False))
    code: str = _text()
    name: str = _text()


class Team(Table, table=True):
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    code: str = _text(unique=True)
    name: str = _text()
    parent_id: int | None = _reference("team.id", nullable=True)


class Employee(Table, table=True):
    """birthday: month x 100 + day, the year is nobody's business; hides_days: 1 where no screen tells birthdays and anniversaries.

    is_unnamed: 1 where boards show them as member and member_number, which they were given once and keep.
    """

    account_id: int = Field(sa_column=Column(Integer, ForeignKey("account.id"), primary_key=True, autoincrement=False))
    joined_on: int | None = _int(nullable=True)
    left_on: int | None = _int(nullable=True)
    email: str | None = _text(nullable=True)
    manager_id: int | None = _reference("account.id", nullable=True)
    birthday: int | None = _int(nullable=True)
    hides_days: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("0")))
    is_unnamed: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("0")))
    member_number: int | None = _int(nullable=True, unique=True)


class Membership(Table, table=True):
    """The team an employee belongs to from a day on, until the next row; no team where team_id is null."""

    employee_id: int = Field(sa_column=Column(Integer, ForeignKey("account.id"), primary_key=True, autoincrement=False))
    from_on: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    team_id: int | None = _reference("team.id", nullable=True)


class Customer(Table, table=True):
    account_id: int = Field(sa_column=Column(Integer, ForeignKey("account.id"), primary_key=True, autoincrement=False))
    owner_id: int | None = _reference("account.id", nullable=True, index=True)
    phone: str | None = _text(nullable=True)
    email: str | None = _text(nullable=True)
    birthday: int | None = _int(nullable=True)
    channel: str | None = _text(nullable=True)
    tags: str | None = _text(nullable=True)
    attributes: str | None = _text(nullable=True)
    first_activity_id: int | None = _big(nullable=True)


class ActivityType(Table, table=True):
    """requires, form: JSON lists of fields that an activity must have, and of those that the recording form offers."""

    __tablename__ = "activity_type"
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    key: str = _text(unique=True)
    label_en: str = _text()
    label_zh: str = _text()
    requires: str = _text()
    approval: int = Field(sa_column=Column(SmallInteger, nullable=False))
    form: str = _text(server_default=text("'[]'"))
    active: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("1")))
    icon: str | None = _text(nullable=True)


class Source(Table, table=True):
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    name: str = _text(unique=True)


class Actor(Table, table=True):
    """Whoever did something: `key:crm`, `cli:`, `user:ann`."""

    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    name: str = _text(unique=True)


class PlanVersion(Table, table=True):
    """Append-only. effective_from: an instant, null for the first version, which is in force since always."""

    __tablename__ = "plan_version"
    version: int = _key()
    name: str = _text()
    document: str = _text()
    effective_from: int | None = _big(nullable=True)
    published_at: int = _big()
    actor_id: int = _reference("actor.id")
    reason: str = _text()


class RuleKey(Table, table=True):
    """A rule's key, which the use of its limits belongs to across versions."""

    __tablename__ = "rule"
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    key: str = _text(unique=True)


class CampaignKey(Table, table=True):
    """A campaign's key, which the use of its budget belongs to across versions."""

    __tablename__ = "campaign"
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    key: str = _text(unique=True)


class TeamSnapshot(Table, table=True):
    """A team as it was on the day of an activity. path: JSON list of teams, itself first; members: JSON list of accounts by code."""

    __tablename__ = "team_snapshot"
    __table_args__ = (UniqueConstraint("digest"),)
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    team_id: int = _reference("team.id")
    path: str = _text()
    members: str = _text()
    digest: str = _text()


class Activity(Table, table=True):
    """Append-only. The id is the order of recording; a pending one is scored at the id of its approval."""

    __table_args__ = (
        UniqueConstraint("source_id", "external_id"),
        Index("ix_activity_pending", "id", sqlite_where=text("pending = 1"), postgresql_where=text("pending = 1")),
        _of_holder("employee_id"),
        _of_holder("customer_id"),
    )
    id: int = _key(BigInteger)
    source_id: int = _int()
    external_id: str = _text()
    type_id: int = _int()
    occurred_at: int = _big()
    occurred_on: int = _int()
    employee_id: int | None = _int(nullable=True)
    customer_id: int | None = _int(nullable=True)
    amount_e4: int | None = _big(nullable=True)
    quantity_e4: int | None = _big(nullable=True)
    channel: str | None = _text(nullable=True)
    collaborators: str | None = _text(nullable=True)
    attributes: str | None = _text(nullable=True)
    note: str | None = _text(nullable=True)
    evidence: str | None = _text(nullable=True)
    snapshot_id: int | None = _int(nullable=True)
    manager_id: int | None = _int(nullable=True)
    owner_id: int | None = _int(nullable=True)
    tier: str | None = _text(nullable=True)
    tags: str | None = _text(nullable=True)
    is_new: int | None = Field(default=None, sa_column=Column(SmallInteger, nullable=True))
    pending: int = Field(sa_column=Column(SmallInteger, nullable=False))
    plan_version: int | None = _int(nullable=True)
    recorded_at: int = _big()
    actor_id: int = _int()


class ActivityEvent(Table, table=True):
    """Append-only: what happened to an activity later. kind: approved, declined, reversed; each at most once."""

    __tablename__ = "activity_event"
    __table_args__ = (UniqueConstraint("activity_id", "kind"),)
    id: int = _key(BigInteger)
    activity_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    kind: str = _text()
    plan_version: int | None = _int(nullable=True)
    recorded_at: int = _big()
    actor_id: int = _int()
    reason: str | None = _text(nullable=True)


RESCORED = text("kind = 'rescore'")


class LedgerEntry(Table, table=True):
    """Append-only. occurred_on is the activity's business day, booked_on the day whose boards it counts for.

    Of a rescore alone: was, the award before it, so that what stands is was + score; from_version, which scored the activity before.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_account", "account_id", "rule_id", "occurred_on", "kind", "score"),
        Index("ix_ledger_entry_activity", "activity_id"),
        Index("ix_ledger_entry_rescored", "rule_id", "account_id", "activity_id", sqlite_where=RESCORED, postgresql_where=RESCORED),
    )
    id: int = _key(BigInteger)
    account_id: int = _int()
    kind: str = _text()
    score: int = _big()
    balance: int = _big()
    activity_id: int | None = _big(nullable=True)
    order_id: int | None = _big(nullable=True)
    rule_id: int | None = _int(nullable=True)
    plan_version: int | None = _int(nullable=True)
    occurred_at: int = _big()
    occurred_on: int = _int()
    booked_on: int = _int()
    recorded_at: int = _big()
    actor_id: int = _int()
    reason: str = _text()
    reverses_id: int | None = _big(nullable=True)
    from_version: int | None = _int(nullable=True)
    was: int | None = _big(nullable=True)


class Rescore(Table, table=True):
    """Append-only: the activities of business days [from_on, to_on) up to a place in the order of scoring were scored again.

    versions: of the plan, how many were published then; through_entry_id: the last entry that stood afterwards.
    """

    id: int = _key()
    from_on: int = _int()
    to_on: int = _int()
    versions: int = _int()
    through_activity_id: int = _big()
    through_entry_id: int = _big()
    recorded_at: int = _big()
    actor_id: int = _int()
    reason: str = _text()


class CampaignAward(Table, table=True):
    """Append-only: what a campaign pays of an award, or of a rescore the difference to what it paid before.

    total: what the campaign has paid with this row, in the order of ids. rescore_id: the rescore whose difference it is, null where it was posted.
    """

    __tablename__ = "campaign_award"
    __table_args__ = (
        Index("ix_campaign_award_place", "campaign_id", "order_id"),
        Index("ix_campaign_award_total", "campaign_id", "id", "total"),
    )
    id: int = _key(BigInteger)
    order_id: int = _big()
    activity_id: int = _big()
    rule_id: int = _int()
    account_id: int = _int()
    campaign_id: int = _int()
    points: int = _big()
    total: int = _big()
    plan_version: int = _int()
    occurred_on: int = _int()
    booked_on: int = _int()
    rescore_id: int | None = _int(nullable=True)


class LimitUse(Table, table=True):
    """What limits and cooldowns that compare fields have used: one row per positive award of a rule, set of fields and their values."""

    __tablename__ = "limit_use"
    __table_args__ = ({"sqlite_with_rowid": False},)
    rule_id: int = _key()
    fields: str = Field(sa_column=Column(Text, primary_key=True))
    value: str = Field(sa_column=Column(Text, primary_key=True))
    entry_id: int = _key(BigInteger)
    order_id: int = _big()
    occurred_on: int = _int()
    occurred_at: int = _big()
    points: int = _big()


class AccountBalance(Table, table=True):
    """balance: the sum of the account's entries. lifetime: the same without what was spent or expired."""

    __tablename__ = "account_balance"
    account_id: int = _key()
    balance: int = _big()
    lifetime: int = _big()


class Lot(Table, table=True):
    """What remains of an account's points that expire on the same day; points that never expire need no lot."""

    __table_args__ = ({"sqlite_with_rowid": False},)
    account_id: int = _key()
    expires_on: int = _key()
    remaining: int = _big()


class EmployeeStanding(Table, table=True):
    """Score of an employee in a period (Period.id); reached_at: the latest occurred_at among its score entries."""

    __tablename__ = "employee_standing"
    __table_args__ = ({"sqlite_with_rowid": False},)
    period_id: int = _key()
    account_id: int = _key()
    score: int = _big()
    reached_at: int = _big()


class CustomerStanding(Table, table=True):
    """The same for customers, with an index that serves the top and the neighbours of a million."""

    __tablename__ = "customer_standing"
    __table_args__ = (
        Index("ix_customer_standing_rank", "period_id", text("score DESC"), "reached_at", "account_id"),
        {"sqlite_with_rowid": False},
    )
    period_id: int = _key()
    account_id: int = _key()
    score: int = _big()
    reached_at: int = _big()


class CustomerHistogram(Table, table=True):
    """How many customers of a period have a score in [bucket << shift, (bucket + 1) << shift): ranks of a million by few rows."""

    __tablename__ = "customer_histogram"
    __table_args__ = ({"sqlite_with_rowid": False},)
    period_id: int = _key()
    shift: int = _key()
    bucket: int = _key(BigInteger)
    holders: int = _int()


class Fold(Table, table=True):
    """How far along the ledger a board that is folded behind the writers has come."""

    name: str = Field(sa_column=Column(Text, primary_key=True))
    through_entry_id: int = _big()


class EvidenceFile(Table, table=True):
    """A photo as it was made of what somebody uploaded. named: 1 once an activity names it; then it stays."""

    __tablename__ = "evidence_file"
    __table_args__ = (Index("ix_evidence_file_unnamed", "sha256", sqlite_where=text("named = 0"), postgresql_where=text("named = 0")),)
    sha256: str = Field(sa_column=Column(Text, primary_key=True))
    media_type: str = _text()
    width: int = _int()
    height: int = _int()
    named: int = Field(sa_column=Column(SmallInteger, nullable=False))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class EvidenceUpload(Table, table=True):
    """Who uploaded a photo, and when last."""

    __tablename__ = "evidence_upload"
    sha256: str = Field(sa_column=Column(Text, ForeignKey("evidence_file.sha256"), primary_key=True))
    actor_id: int = Field(sa_column=Column(Integer, ForeignKey("actor.id"), primary_key=True, autoincrement=False))
    uploaded_at: int = _big()


class EvidenceReading(Table, table=True):
    """One row: through which activity the evidence that activities name has been read."""

    __tablename__ = "evidence_reading"
    id: int = _key()
    through_activity_id: int = _big()


class Draft(Table, table=True):
    """What somebody has typed on a page and not sent yet. owner: as `actor.name`."""

    owner: str = Field(sa_column=Column(Text, primary_key=True))
    page: str = Field(sa_column=Column(Text, primary_key=True))
    document: str = _text()
    updated_at: int = _big()


class PlanDraft(Table, table=True):
    """A plan that somebody works on. document: as it was left, whether it is a plan or not; based_on: the version it began as; revision: counts the saves."""

    __tablename__ = "plan_draft"
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    name: str = _text()
    document: str = _text()
    based_on: int | None = _int(nullable=True)
    revision: int = _int()
    created_at: int = _big()
    created_by: int = _reference("actor.id")
    updated_at: int = _big()
    updated_by: int = _reference("actor.id")


class ApiKey(Table, table=True):
    __tablename__ = "api_key"
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    name: str = _text(unique=True)
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    scopes: str = _text()
    created_at: int = _big()
    revoked_at: int | None = _big(nullable=True)


class Audit(Table, table=True):
    """Append-only: who did what, when, to what."""

    id: int = Field(sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True))
    recorded_at: int = _big()
    actor_id: int = _int()
    action: str = _text()
    subject: str = _text()
    detail: str | None = _text(nullable=True)


class Screen(Table, table=True):
    """A screen on a wall. document: JSON, its language, teams and playlist; revision: counts the saves. link_digest: sha256 of the secret in its link,
    null where it has none; last_seen_at: when it was last shown with its link or by its user.
    """

    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    name: str = _text()
    name_key: str = _text(unique=True)
    document: str = _text()
    revision: int = _int()
    link_digest: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True, unique=True))
    link_made_at: int | None = _big(nullable=True)
    last_seen_at: int | None = _big(nullable=True)
    created_at: int = _big()
    updated_at: int = _big()
    updated_by: int = _reference("actor.id")


class FeedItem(Table, table=True):
    """Something worth telling. key: what makes it this happening and no other, so that it is told once. document: JSON of its facts, never a customer.

    at: when it became known, microseconds. withdrawn: 1 where what it tells was taken back.
    """

    __tablename__ = "feed_item"
    __table_args__ = (Index("ix_feed_item_activity", "activity_id"), Index("ix_feed_item_at", "at", "id"))
    id: int = Field(sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True))
    key: str = _text(unique=True)
    kind: str = _text()
    at: int = _big()
    account_id: int | None = _int(nullable=True)
    team_id: int | None = _int(nullable=True)
    activity_id: int | None = _big(nullable=True)
    document: str = _text()
    withdrawn: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("0")))


class FeedReaction(Table, table=True):
    """What somebody answered to an item of the feed; taken back, the row is gone."""

    __tablename__ = "feed_reaction"
    item_id: int = Field(sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False))
    actor_id: int = Field(sa_column=Column(Integer, ForeignKey("actor.id"), primary_key=True, autoincrement=False))
    kind: str = Field(sa_column=Column(Text, primary_key=True))
    at: int = _big()


class FeedState(Table, table=True):
    """What the feed remembers between two looks at the ledger (who led which board), and what managers chose to celebrate; JSON by name."""

    __tablename__ = "feed_state"
    name: str = Field(sa_column=Column(Text, primary_key=True))
    document: str = _text()
    revision: int = _int()


class Target(Table, table=True):
    """The points that are aimed at in every period of a kind, from the one that begins on from_on until the next row; null: none any more.

    scope: employee (holder_id is an account), team (of a team as a whole) or member (of each member of a team and the teams below).
    """

    scope: str = Field(sa_column=Column(Text, primary_key=True))
    holder_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    period_kind: str = Field(sa_column=Column(Text, primary_key=True))
    from_on: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    points: int | None = _big(nullable=True)


class CalendarDay(Table, table=True):
    """Days [from_on, to_on) that are free, or worked although they would be free. employee_id: of one person, null for everybody."""

    __tablename__ = "calendar_day"
    __table_args__ = (Index("ix_calendar_day_employee_id", "employee_id", "from_on"),)
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    employee_id: int | None = _reference("account.id", nullable=True)
    from_on: int = _int()
    to_on: int = _int()
    is_free: int = Field(sa_column=Column(SmallInteger, nullable=False))
    label: str = _text()


class AppUser(Table, table=True):
    """Somebody who can sign in. `user` is a word of PostgreSQL's own, hence the name.

    name: as typed; name_key: the same casefolded, by which it is known. password_hash: bcrypt, null until one was chosen.
    account_id: the employee they are. language: en or zh, null where the browser decides. plan_seen: the newest version of the plan
    whose announcement they have put away. screen_id: the screen that a user of the role screen shows, the first where it is null.
    """

    __tablename__ = "app_user"
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    name: str = _text()
    name_key: str = _text(unique=True)
    role: str = _text()
    account_id: int | None = _reference("account.id", nullable=True, unique=True)
    password_hash: str | None = _text(nullable=True)
    language: str | None = _text(nullable=True)
    created_at: int = _big()
    password_changed_at: int | None = _big(nullable=True)
    last_sign_in_at: int | None = _big(nullable=True)
    disabled_at: int | None = _big(nullable=True)
    plan_seen: int | None = _int(nullable=True)
    screen_id: int | None = _reference("screen.id", nullable=True)


class UserTeam(Table, table=True):
    """A team given to a manager: their reach is it and those below."""

    __tablename__ = "user_team"
    user_id: int = Field(sa_column=Column(Integer, ForeignKey("app_user.id"), primary_key=True, autoincrement=False))
    team_id: int = Field(sa_column=Column(Integer, ForeignKey("team.id"), primary_key=True, autoincrement=False))


class SignInSession(Table, table=True):
    """A browser that is signed in. digest: sha256 of the token in its cookie, which is kept nowhere."""

    __tablename__ = "sign_in_session"
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    user_id: int = _reference("app_user.id", index=True)
    created_at: int = _big()
    last_seen_at: int = _big()
    expires_at: int = _big()
    revoked_at: int | None = _big(nullable=True)
    browser: str = _text()
    address: str = _text()


class SignInTicket(Table, table=True):
    """Carries a sign-in from the page to the cookie, once, within a minute. next: the page that was asked for."""

    __tablename__ = "sign_in_ticket"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    user_id: int = _reference("app_user.id")
    next: str = _text()
    expires_at: int = _big()
    used_at: int | None = _big(nullable=True)


class Invitation(Table, table=True):
    """A link that works once. purpose: `first_admin` (nobody yet) or `set_password` (a user)."""

    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    purpose: str = _text()
    user_id: int | None = _reference("app_user.id", nullable=True, index=True)
    expires_at: int = _big()
    used_at: int | None = _big(nullable=True)


class SignInFailure(Table, table=True):
    """A password that was wrong, or is being looked at. name_key: sha256 of the casefolded name, known or not."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_name", "name_key", "at"), Index("ix_sign_in_failure_address", "address", "at"))
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=True))
    name_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    address: str = _text()
    at: int = _big()


APPEND_ONLY = ("activity", "activity_event", "ledger_entry", "audit", "plan_version", "team_snapshot", "rescore", "campaign_award")
