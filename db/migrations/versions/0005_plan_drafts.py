"""Drafts of the plan, who may publish, and which version of it each user has been told of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_draft",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["actor.id"], name=op.f("fk_plan_draft_created_by")),
        sa.ForeignKeyConstraint(["updated_by"], ["actor.id"], name=op.f("fk_plan_draft_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_draft")),
    )
    op.add_column("organisation", sa.Column("managers_publish", sa.SmallInteger(), nullable=False, server_default=sa.text("1")))
    op.add_column("app_user", sa.Column("plan_seen", sa.Integer(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("The ledger is append-only: restore a backup instead of migrating down")
