"""The spine: organisation, people, catalogue, plans, activities, the ledger, standings, keys, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("activity", "activity_event", "ledger_entry", "audit", "plan_version", "team_snapshot")


def upgrade() -> None:
    create_tables()
    op.create_index(
        "ix_customer_standing_rank",
        "customer_standing",
        ["period_id", sa.text("score DESC"), "reached_at", "account_id"],
    )
    waiting = sa.text("pending = 1")
    op.create_index("ix_activity_pending", "activity", ["id"], sqlite_where=waiting, postgresql_where=waiting)
    if op.get_bind().dialect.name == "sqlite":
        refuse_changes_on_sqlite()
    else:
        refuse_changes_on_postgresql()
    op.execute("INSERT INTO ledger_head (id, last_activity_id, last_entry_id, directory_revision, written_at) VALUES (1, 0, 0, 0, 0)")
    op.execute("INSERT INTO fold (name, through_entry_id) VALUES ('customers', 0)")


def refuse_changes_on_sqlite() -> None:
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {act} is refused'); END"
            )


def refuse_changes_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    raise RuntimeError("The ledger is append-only: restore a backup instead of migrating down")


def create_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("kind", "code", name=op.f("uq_account_kind_code")),
    )
    op.create_table(
        "account_balance",
        sa.Column("account_id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("lifetime", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_balance")),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=False),
        sa.Column("occurred_on", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("amount_e4", sa.BigInteger(), nullable=True),
        sa.Column("quantity_e4", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("collaborators", sa.Text(), nullable=True),
        sa.Column("attributes", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("is_new", sa.SmallInteger(), nullable=True),
        sa.Column("pending", sa.SmallInteger(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("source_id", "external_id", name=op.f("uq_activity_source_id_external_id")),
    )
    op.create_table(
        "activity_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_event")),
        sa.UniqueConstraint("activity_id", "kind", name=op.f("uq_activity_event_activity_id_kind")),
    )
    op.create_table(
        "activity_type",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("requires", sa.Text(), nullable=False),
        sa.Column("approval", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_type")),
        sa.UniqueConstraint("key", name=op.f("uq_activity_type_key")),
    )
    op.create_table(
        "actor",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor")),
        sa.UniqueConstraint("name", name=op.f("uq_actor_name")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
        sa.UniqueConstraint("name", name=op.f("uq_api_key_name")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "customer_histogram",
        sa.Column("period_id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("shift", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("bucket", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("holders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period_id", "shift", "bucket", name=op.f("pk_customer_histogram")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "customer_standing",
        sa.Column("period_id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("reached_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("period_id", "account_id", name=op.f("pk_customer_standing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "employee_standing",
        sa.Column("period_id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("reached_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("period_id", "account_id", name=op.f("pk_employee_standing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fold",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("through_entry_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fold")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=True),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("plan_version", sa.Integer(), nullable=True),
        sa.Column("occurred_at", sa.BigInteger(), nullable=False),
        sa.Column("occurred_on", sa.Integer(), nullable=False),
        sa.Column("booked_on", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    op.create_index(
        "ix_ledger_entry_account",
        "ledger_entry",
        ["account_id", "rule_id", "occurred_on", "kind", "score"],
        unique=False,
    )
    op.create_index("ix_ledger_entry_activity", "ledger_entry", ["activity_id"], unique=False)
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("last_activity_id", sa.BigInteger(), nullable=False),
        sa.Column("last_entry_id", sa.BigInteger(), nullable=False),
        sa.Column("directory_revision", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "limit_use",
        sa.Column("rule_id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("occurred_on", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", "fields", "value", "entry_id", name=op.f("pk_limit_use")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lot",
        sa.Column("account_id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("expires_on", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "expires_on", name=op.f("pk_lot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("first_weekday", sa.Integer(), nullable=False),
        sa.Column("tie_rule", sa.Text(), nullable=False),
        sa.Column("money_per_1000_points_e4", sa.BigInteger(), nullable=False),
        sa.Column("closed_through", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "rule",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
        sa.UniqueConstraint("key", name=op.f("uq_rule_key")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("name", name=op.f("uq_source_name")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["team.id"], name=op.f("fk_team_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("code", name=op.f("uq_team_code")),
    )
    op.create_table(
        "customer",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("birthday", sa.Integer(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("attributes", sa.Text(), nullable=True),
        sa.Column("first_activity_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_customer_account_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_customer_owner_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_customer")),
    )
    op.create_index(op.f("ix_customer_owner_id"), "customer", ["owner_id"], unique=False)
    op.create_table(
        "employee",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("joined_on", sa.Integer(), nullable=True),
        sa.Column("left_on", sa.Integer(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_employee_account_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["account.id"], name=op.f("fk_employee_manager_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_employee")),
    )
    op.create_table(
        "membership",
        sa.Column("employee_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_on", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["account.id"], name=op.f("fk_membership_employee_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id")),
        sa.PrimaryKeyConstraint("employee_id", "from_on", name=op.f("pk_membership")),
    )
    op.create_table(
        "plan_version",
        sa.Column("version", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_plan_version_actor_id")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_plan_version")),
    )
    op.create_table(
        "team_snapshot",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_snapshot_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_snapshot")),
        sa.UniqueConstraint("digest", name=op.f("uq_team_snapshot_digest")),
    )
