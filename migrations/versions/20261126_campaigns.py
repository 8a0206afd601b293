"""Campaigns: their days, placements and bloggers, imports, rates of exchange, the law's texts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exchange_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(length=3), nullable=False),
        sa.Column("quote", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_exchange_rates_created_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rates")),
        sa.UniqueConstraint("base", "quote", "day", name=op.f("uq_exchange_rates_base_quote_day")),
    )
    op.create_table(
        "law_texts",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["users.id"], name=op.f("fk_law_texts_updated_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("key", "language", name=op.f("pk_law_texts")),
    )
    op.create_table(
        "campaign_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_campaign_imports_client_id_clients"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_campaign_imports_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_imports")),
    )
    with op.batch_alter_table("campaign_imports", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_imports_client_id_created_at", ["client_id", "created_at"], unique=False)

    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("objective", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=16), nullable=True),
        sa.Column("target_value", sa.BigInteger(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("product_cost", sa.BigInteger(), nullable=True),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("contractor", sa.String(length=160), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("external_id", sa.String(length=40), nullable=True),
        sa.Column("erid", sa.String(length=80), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("total_spend", sa.BigInteger(), nullable=True),
        sa.Column("total_impressions", sa.BigInteger(), nullable=True),
        sa.Column("total_reach", sa.BigInteger(), nullable=True),
        sa.Column("total_clicks", sa.BigInteger(), nullable=True),
        sa.Column("total_leads", sa.BigInteger(), nullable=True),
        sa.Column("total_calls", sa.BigInteger(), nullable=True),
        sa.Column("total_sales", sa.BigInteger(), nullable=True),
        sa.Column("total_value", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_campaigns_client_id_clients"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_campaigns_created_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_campaigns_owner_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("client_id", "external_id", name=op.f("uq_campaigns_client_id_external_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_campaigns_uid")),
    )
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.create_index("ix_campaigns_client_id_start_day", ["client_id", "start_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaigns_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_campaigns_status_end_day", ["status", "end_day"], unique=False)

    op.create_table(
        "heading_aliases",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("metric", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_heading_aliases_client_id_clients"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", "heading", name=op.f("pk_heading_aliases")),
    )
    op.create_table(
        "bloggers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("again", sa.String(length=8), nullable=True),
        sa.Column("again_note", sa.Text(), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("again_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["again_by_id"], ["users.id"], name=op.f("fk_bloggers_again_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_bloggers_page_id_pages"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bloggers")),
        sa.UniqueConstraint("handle", name=op.f("uq_bloggers_handle")),
    )
    with op.batch_alter_table("bloggers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bloggers_page_id"), ["page_id"], unique=False)

    op.create_table(
        "campaign_aliases",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_aliases_campaign_id_campaigns"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_campaign_aliases_client_id_clients"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", "name", name=op.f("pk_campaign_aliases")),
    )
    with op.batch_alter_table("campaign_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_aliases_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "campaign_days",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spend", sa.BigInteger(), nullable=True),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("leads", sa.BigInteger(), nullable=True),
        sa.Column("calls", sa.BigInteger(), nullable=True),
        sa.Column("sales", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_days_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["campaign_imports.id"],
            name=op.f("fk_campaign_days_import_id_campaign_imports"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["users.id"], name=op.f("fk_campaign_days_updated_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "day", name=op.f("pk_campaign_days")),
    )
    with op.batch_alter_table("campaign_days", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_days_import_id", ["import_id"], unique=False)

    op.create_table(
        "campaign_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_files_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_campaign_files_created_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_files")),
        sa.UniqueConstraint("campaign_id", "file", name=op.f("uq_campaign_files_campaign_id_file")),
    )
    op.create_table(
        "campaign_months",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("spend", sa.BigInteger(), nullable=True),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("peak_reach", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("leads", sa.BigInteger(), nullable=True),
        sa.Column("calls", sa.BigInteger(), nullable=True),
        sa.Column("sales", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_months_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "month", name=op.f("pk_campaign_months")),
    )
    op.create_table(
        "campaign_pages",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_pages_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_campaign_pages_page_id_pages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "page_id", name=op.f("pk_campaign_pages")),
    )
    with op.batch_alter_table("campaign_pages", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_pages_page_id", ["page_id"], unique=False)

    op.create_table(
        "campaign_posts",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_posts_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_campaign_posts_post_id_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "post_id", name=op.f("pk_campaign_posts")),
    )
    with op.batch_alter_table("campaign_posts", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_posts_post_id", ["post_id"], unique=False)

    op.create_table(
        "placements",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("blogger_id", sa.Integer(), nullable=True),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("promo_code", sa.String(length=60), nullable=False),
        sa.Column("link", sa.String(length=2000), nullable=False),
        sa.Column("utm_source", sa.String(length=120), nullable=False),
        sa.Column("utm_medium", sa.String(length=120), nullable=False),
        sa.Column("utm_campaign", sa.String(length=120), nullable=False),
        sa.Column("utm_content", sa.String(length=120), nullable=False),
        sa.Column("utm_term", sa.String(length=120), nullable=False),
        sa.Column("proof_url", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["blogger_id"], ["bloggers.id"], name=op.f("fk_placements_blogger_id_bloggers"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_placements_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_placements")),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placements_blogger_id"), ["blogger_id"], unique=False)

    op.add_column("clients", sa.Column("jurisdiction", sa.String(length=8), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("clients", "jurisdiction")

    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placements_blogger_id"))

    op.drop_table("placements")
    with op.batch_alter_table("campaign_posts", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_posts_post_id")

    op.drop_table("campaign_posts")
    with op.batch_alter_table("campaign_pages", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_pages_page_id")

    op.drop_table("campaign_pages")
    op.drop_table("campaign_months")
    op.drop_table("campaign_files")
    with op.batch_alter_table("campaign_days", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_days_import_id")

    op.drop_table("campaign_days")
    with op.batch_alter_table("campaign_aliases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_aliases_campaign_id"))

    op.drop_table("campaign_aliases")
    with op.batch_alter_table("bloggers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bloggers_page_id"))

    op.drop_table("bloggers")
    op.drop_table("heading_aliases")
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_index("ix_campaigns_status_end_day")
        batch_op.drop_index(batch_op.f("ix_campaigns_owner_id"))
        batch_op.drop_index("ix_campaigns_client_id_start_day")

    op.drop_table("campaigns")
    with op.batch_alter_table("campaign_imports", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_imports_client_id_created_at")

    op.drop_table("campaign_imports")
    op.drop_table("law_texts")
    op.drop_table("exchange_rates")
