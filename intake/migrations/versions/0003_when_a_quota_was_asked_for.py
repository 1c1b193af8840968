"""When a door was asked for its quota in vain, and which parcels were pushes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the schema here. What a door last said is forgotten: it is asked again at once."""
    op.drop_table("quotas")
    op.create_table(
        "quotas",
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("door", name=op.f("pk_quotas")),
    )
    with op.batch_alter_table("parcels") as batch_op:
        batch_op.create_index(
            "ix_parcels_pushes",
            ["first_tried_at"],
            unique=False,
            sqlite_where=sa.text("way = 'push'"),
            postgresql_where=sa.text("way = 'push'"),
        )


def downgrade() -> None:
    """Takes the schema back."""
    with op.batch_alter_table("parcels") as batch_op:
        batch_op.drop_index("ix_parcels_pushes")
    op.drop_table("quotas")
    op.create_table(
        "quotas",
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("door", name=op.f("pk_quotas")),
    )
