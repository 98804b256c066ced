"""The one organisation, the head of the ledger, interned names, the audit trail."""

from dataclasses import dataclass

from db.engine import Session

AUDITED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """closed_through: the last closed day (day number), null where nothing is closed. managers_publish: 0 where only administrators do.

    may_be_unnamed: 1 where employees may choose to stand on boards as a number. working_days: a bit for each day of the week, 1 for Monday to 64 for
    Sunday. holidays: the country whose public holidays are free, or null.
    """

    name: str
    timezone: str
    currency: str
    locale: str
    first_weekday: int
    tie_rule: str
    money_per_1000_points_e4: int
    closed_through: int | None
    managers_publish: int = 1
    may_be_unnamed: int = 0
    working_days: int = 31
    holidays: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger stands. written_at: microseconds of the latest write."""

    last_activity_id: int
    last_entry_id: int
    directory_revision: int
    written_at: int


FIELDS = (
    "name, timezone, currency, locale, first_weekday, tie_rule, money_per_1000_points_e4, closed_through, managers_publish, may_be_unnamed, "
    "working_days, holidays"
)
HEAD = "SELECT last_activity_id, last_entry_id, directory_revision, written_at FROM ledger_head WHERE id = 1"


def organisation(session: Session) -> OrganisationRow | None:
    row = session.row(f"SELECT {FIELDS} FROM organisation WHERE id = 1")
    return OrganisationRow(*row) if row else None


def create(session: Session, row: OrganisationRow, *, created_at: int) -> None:
    session.run(
        f"INSERT INTO organisation (id, {FIELDS}, created_at) VALUES (1, :name, :timezone, :currency, :locale, :first_weekday, :tie_rule, "
        ":money, :closed_through, :managers_publish, :may_be_unnamed, :working_days, :holidays, :created_at)",
        name=row.name,
        timezone=row.timezone,
        currency=row.currency,
        locale=row.locale,
        first_weekday=row.first_weekday,
        tie_rule=row.tie_rule,
        money=row.money_per_1000_points_e4,
        closed_through=row.closed_through,
        managers_publish=row.managers_publish,
        may_be_unnamed=row.may_be_unnamed,
        working_days=row.working_days,
        holidays=row.holidays,
        created_at=created_at,
    )


def change(session: Session, row: OrganisationRow) -> None:
    """The organisation stands so; when it was made and what is closed stay."""
    session.run(
        "UPDATE organisation SET name = :name, timezone = :timezone, currency = :currency, locale = :locale, "
        "first_weekday = :first_weekday, tie_rule = :tie_rule, money_per_1000_points_e4 = :money, "
        "managers_publish = :managers_publish, may_be_unnamed = :may_be_unnamed, working_days = :working_days, holidays = :holidays WHERE id = 1",
        name=row.name,
        timezone=row.timezone,
        currency=row.currency,
        locale=row.locale,
        first_weekday=row.first_weekday,
        tie_rule=row.tie_rule,
        money=row.money_per_1000_points_e4,
        managers_publish=row.managers_publish,
        may_be_unnamed=row.may_be_unnamed,
        working_days=row.working_days,
        holidays=row.holidays,
    )


def head(session: Session) -> Head:
    row = session.row(HEAD)
    assert row is not None
    return Head(*row)


def lock(session: Session) -> Head:
    """The head, held until the transaction ends: there is one writer of the ledger at a time, in every process."""
    row = session.row(HEAD if session.sqlite else HEAD + " FOR UPDATE")
    assert row is not None
    return Head(*row)


def advance(session: Session, *, last_activity_id: int, last_entry_id: int, written_at: int) -> None:
    session.run(
        "UPDATE ledger_head SET last_activity_id = :activity, last_entry_id = :entry, written_at = :at WHERE id = 1",
        activity=last_activity_id,
        entry=last_entry_id,
        at=written_at,
    )


def touch_directory(session: Session) -> None:
    """Every process reads people, catalogue and plans anew before it next uses them."""
    session.run("UPDATE ledger_head SET directory_revision = directory_revision + 1 WHERE id = 1")


def intern(session: Session, table: str, column: str, names: list[str]) -> dict[str, int]:
    """The numbers of names in a table of names (actor.name, source.name, rule.key), made where they are new."""
    return session.interned(table, column, names)


def audit(session: Session, *, at: int, actor_id: int, action: str, subject: str, detail: str | None = None) -> None:
    session.run(
        "INSERT INTO audit (recorded_at, actor_id, action, subject, detail) VALUES (:at, :actor_id, :action, :subject, :detail)",
        at=at,
        actor_id=actor_id,
        action=action,
        subject=subject,
        detail=detail,
    )


def audit_stands(session: Session) -> tuple[int | None, int]:
    """Another value after every act that is audited: the last number, and how many of the latest are there, because of two writers the one who
    began later may end first.
    """
    latest, number = session.rows(
        "SELECT max(id), count(*) FROM audit WHERE id > (SELECT max(id) FROM audit) - :latest", latest=AUDITED_AT_ONCE
    )[0]
    return latest, number


def names(session: Session, table: str, column: str) -> dict[str, int]:
    """Every name of a table of names, with its number."""
    return dict(session.rows(f"SELECT {column}, id FROM {table}"))
