"""Indexes that pages look things up by: activities of an employee or customer in order of time, customers by what somebody types."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQLITE_DIGITS = "replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '+', ''), '.', '')"


def upgrade() -> None:
    for holder in ("employee_id", "customer_id"):
        given = sa.text(f"{holder} IS NOT NULL")
        op.create_index(
            op.f(f"ix_activity_{holder}_occurred_at"),
            "activity",
            [holder, "occurred_at"],
            sqlite_where=given,
            postgresql_where=given,
        )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    collation = "" if is_sqlite else ' COLLATE "C"'  # so that a beginning is a range, whatever the language of the database
    op.execute(f"CREATE INDEX ix_account_code_typed ON account (kind, lower(code){collation})")
    op.execute(f"CREATE INDEX ix_account_name_typed ON account (kind, lower(name){collation})")
    digits = f"substr({SQLITE_DIGITS}, -4)" if is_sqlite else "right(regexp_replace(phone, '[^0-9]', '', 'g'), 4)"
    op.execute(f"CREATE INDEX ix_customer_phone_tail ON customer ({digits}) WHERE phone IS NOT NULL")


def downgrade() -> None:
    raise RuntimeError("The ledger is append-only: restore a backup instead of migrating down")
