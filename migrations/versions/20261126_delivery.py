"""Delivery of reports: the ways out, what a report awaits, what a message says"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery_ways",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("base_url", sa.String(length=200), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("security", sa.String(length=8), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("telegram_token", sa.Text(), nullable=True),
        sa.Column("bot", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_ways")),
    )
    op.create_table(
        "delivery_checks",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_by_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=24), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wanted_by_id"], ["users.id"], name=op.f("fk_delivery_checks_wanted_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_delivery_checks")),
    )
    # Not in a batch: SQLite would make the table anew, and drop the versions of reports with the old one.
    op.add_column("reports", sa.Column("awaits", sa.String(length=8), nullable=True))
    op.create_index(op.f("ix_reports_awaits"), "reports", ["awaits"], unique=False)
    op.add_column("report_schedules", sa.Column("uid", sa.String(length=36), server_default="", nullable=False))
    op.add_column("report_schedules", sa.Column("problem", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE report_schedules SET uid = CAST(id AS VARCHAR)")
    op.create_index(op.f("ix_report_schedules_uid"), "report_schedules", ["uid"], unique=True)
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("detail", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("message", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("with_pdf", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("link_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("secret", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("created_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_deliveries_link_id_report_links"), "report_links", ["link_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_foreign_key(
            op.f("fk_deliveries_created_by_id_users"), "users", ["created_by_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_deliveries_created_by_id_users"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_deliveries_link_id_report_links"), type_="foreignkey")
        for name in ("created_by_id", "secret", "link_id", "with_pdf", "message", "detail"):
            batch_op.drop_column(name)

    op.drop_index(op.f("ix_report_schedules_uid"), table_name="report_schedules")
    op.drop_column("report_schedules", "problem")
    op.drop_column("report_schedules", "uid")
    op.drop_index(op.f("ix_reports_awaits"), table_name="reports")
    op.drop_column("reports", "awaits")
    op.drop_table("delivery_checks")
    op.drop_table("delivery_ways")
