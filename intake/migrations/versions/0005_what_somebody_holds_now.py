"""What somebody holds now is found without a look at what they held."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the schema here."""
    op.create_index("ix_conversations_owner_id_stage", "conversations", ["owner_id", "stage"])
    op.drop_index("ix_conversations_owner_id", "conversations")


def downgrade() -> None:
    """Takes the schema back."""
    op.create_index("ix_conversations_owner_id", "conversations", ["owner_id"])
    op.drop_index("ix_conversations_owner_id_stage", "conversations")
