"""Report templates: which one is the usual, and edits that would overwrite; the note on Meta's status in a look"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_templates", sa.Column("is_usual", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("report_templates", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("brandings", sa.Column("meta_note", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("brandings", "meta_note")
    op.drop_column("report_templates", "version")
    op.drop_column("report_templates", "is_usual")
