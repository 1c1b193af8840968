"""Until when an answer waits for others that are still being typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the schema here. What waits already is due."""
    op.add_column("outbox", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Takes the schema back."""
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_column("due_at")
