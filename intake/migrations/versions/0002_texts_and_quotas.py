"""The bot's sentences as the office words them, and what the month has used of a door."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Brings the schema here."""
    op.create_table(
        "quotas",
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("door", name=op.f("pk_quotas")),
    )
    op.create_table(
        "text_versions",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("staff_id", _KEY, nullable=False),
        sa.Column("read_with", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_text_versions_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_versions")),
    )
    with op.batch_alter_table("text_versions") as batch_op:
        batch_op.create_index("ix_text_versions_spot", ["language", "key", "number"], unique=True)
    with op.batch_alter_table("audit") as batch_op:
        batch_op.add_column(sa.Column("topic", sa.String(length=128), nullable=True))


def downgrade() -> None:
    """Takes the schema back."""
    with op.batch_alter_table("audit") as batch_op:
        batch_op.drop_column("topic")
    with op.batch_alter_table("text_versions") as batch_op:
        batch_op.drop_index("ix_text_versions_spot")
    op.drop_table("text_versions")
    op.drop_table("quotas")
