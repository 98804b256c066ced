"""What campaigns pay of awards, by the keys of the campaigns. Of awards that stand already it is not known where campaigns ran."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = ("order_id", "activity_id", "rule_id", "account_id", "campaign_id", "points", "total", "plan_version", "occurred_on", "booked_on")
WIDE = ("order_id", "activity_id", "points", "total")


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("key", name=op.f("uq_campaign_key")),
    )
    op.create_table(
        "campaign_award",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.BigInteger() if name in WIDE else sa.Integer(), nullable=False) for name in COLUMNS),
        sa.Column("rescore_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_award")),
    )
    op.create_index("ix_campaign_award_place", "campaign_award", ["campaign_id", "order_id"])
    op.create_index("ix_campaign_award_total", "campaign_award", ["campaign_id", "id", "total"])
    refuse_change()
    op.add_column("ledger_head", sa.Column("paid_after", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    know_campaigns()


def downgrade() -> None:
    raise RuntimeError("The ledger is append-only: restore a backup instead of migrating down")


def refuse_change() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER campaign_award_refuses_{act.lower()} BEFORE {act} ON campaign_award "
                f"BEGIN SELECT RAISE(ABORT, 'campaign_award is append-only: {act} is refused'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER campaign_award_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON campaign_award "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def know_campaigns() -> None:
    """The campaigns of versions that were published before have numbers; what they paid until now nobody wrote down."""
    connection = op.get_bind()
    documents = [json.loads(row[0]) for row in connection.execute(sa.text("SELECT document FROM plan_version ORDER BY version"))]
    keys = dict.fromkeys(campaign["key"] for document in documents for campaign in document.get("campaigns", []))
    for key in keys:
        connection.execute(sa.text("INSERT INTO campaign (key) VALUES (:key)"), {"key": key})
    if keys:
        connection.execute(sa.text("UPDATE ledger_head SET paid_after = last_activity_id"))
