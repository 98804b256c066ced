"""Screens, the feed, targets, the calendar, and how employees stand on boards."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_columns()
    make_screens()
    make_feed()
    make_targets_and_calendar()


def add_columns() -> None:
    op.add_column("organisation", sa.Column("working_days", sa.SmallInteger(), nullable=False, server_default=sa.text("31")))
    op.add_column("organisation", sa.Column("holidays", sa.Text(), nullable=True))
    op.add_column("organisation", sa.Column("may_be_unnamed", sa.SmallInteger(), nullable=False, server_default=sa.text("0")))
    with op.batch_alter_table("employee") as table:
        table.add_column(sa.Column("birthday", sa.Integer(), nullable=True))
        table.add_column(sa.Column("hides_days", sa.SmallInteger(), nullable=False, server_default=sa.text("0")))
        table.add_column(sa.Column("is_unnamed", sa.SmallInteger(), nullable=False, server_default=sa.text("0")))
        table.add_column(sa.Column("member_number", sa.Integer(), nullable=True))
        table.create_unique_constraint(op.f("uq_employee_member_number"), ["member_number"])


def make_screens() -> None:
    op.create_table(
        "screen",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("link_digest", sa.LargeBinary(), nullable=True),
        sa.Column("link_made_at", sa.BigInteger(), nullable=True),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["updated_by"], ["actor.id"], name=op.f("fk_screen_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen")),
        sa.UniqueConstraint("name_key", name=op.f("uq_screen_name_key")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_screen_link_digest")),
    )
    # Not in a batch: SQLite would make the table anew, which it cannot while somebody is signed in
    op.execute("ALTER TABLE app_user ADD COLUMN screen_id INTEGER CONSTRAINT fk_app_user_screen_id REFERENCES screen (id)")


def make_feed() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "feed_item",
        sa.Column("id", number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.BigInteger(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.SmallInteger(), nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_item")),
        sa.UniqueConstraint("key", name=op.f("uq_feed_item_key")),
    )
    op.create_index("ix_feed_item_activity", "feed_item", ["activity_id"])
    op.create_index("ix_feed_item_at", "feed_item", ["at", "id"])
    op.create_table(
        "feed_reaction",
        sa.Column("item_id", number, autoincrement=False, nullable=False),
        sa.Column("actor_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_feed_reaction_actor_id")),
        sa.PrimaryKeyConstraint("item_id", "actor_id", "kind", name=op.f("pk_feed_reaction")),
    )
    op.create_table(
        "feed_state",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_feed_state")),
    )
    op.execute("INSERT INTO fold (name, through_entry_id) SELECT 'feed', last_entry_id FROM ledger_head WHERE id = 1")


def make_targets_and_calendar() -> None:
    op.create_table(
        "target",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_kind", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("scope", "holder_id", "period_kind", "from_on", name=op.f("pk_target")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=False),
        sa.Column("is_free", sa.SmallInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["account.id"], name=op.f("fk_calendar_day_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
    )
    op.create_index("ix_calendar_day_employee_id", "calendar_day", ["employee_id", "from_on"])


def downgrade() -> None:
    raise RuntimeError("The ledger is append-only: restore a backup instead of migrating down")
