"""Rescores, and what an entry of one changes: the award before it, and the version that gave that."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rescore",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_on", sa.Integer(), nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("through_activity_id", sa.BigInteger(), nullable=False),
        sa.Column("through_entry_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rescore")),
    )
    op.add_column("ledger_entry", sa.Column("from_version", sa.Integer(), nullable=True))
    op.add_column("ledger_entry", sa.Column("was", sa.BigInteger(), nullable=True))
    rescored = sa.text("kind = 'rescore'")
    columns = ["rule_id", "account_id", "activity_id"]
    op.create_index("ix_ledger_entry_rescored", "ledger_entry", columns, sqlite_where=rescored, postgresql_where=rescored)
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER rescore_refuses_{act.lower()} BEFORE {act} ON rescore "
                f"BEGIN SELECT RAISE(ABORT, 'rescore is append-only: {act} is refused'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER rescore_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON rescore "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    raise RuntimeError("The ledger is append-only: restore a backup instead of migrating down")
