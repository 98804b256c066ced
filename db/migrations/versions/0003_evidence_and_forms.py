"""What pages write: photos as evidence, drafts, the recording form of an activity type."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_evidence()
    op.create_table(
        "draft",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "page", name=op.f("pk_draft")),
    )
    op.add_column("activity_type", sa.Column("form", sa.Text(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column("activity_type", sa.Column("active", sa.SmallInteger(), nullable=False, server_default=sa.text("1")))
    op.add_column("activity_type", sa.Column("icon", sa.Text(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("The ledger is append-only: restore a backup instead of migrating down")


def create_evidence() -> None:
    op.create_table(
        "evidence_file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("named", sa.SmallInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_evidence_file")),
    )
    unnamed = sa.text("named = 0")
    op.create_index("ix_evidence_file_unnamed", "evidence_file", ["sha256"], sqlite_where=unnamed, postgresql_where=unnamed)
    op.create_table(
        "evidence_upload",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_evidence_upload_actor_id")),
        sa.ForeignKeyConstraint(["sha256"], ["evidence_file.sha256"], name=op.f("fk_evidence_upload_sha256")),
        sa.PrimaryKeyConstraint("sha256", "actor_id", name=op.f("pk_evidence_upload")),
    )
    op.create_table(
        "evidence_reading",
        sa.Column("id", sa.Integer().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("through_activity_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_reading")),
    )
    op.execute("INSERT INTO evidence_reading (id, through_activity_id) VALUES (1, 0)")
