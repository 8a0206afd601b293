"""Campaigns, their pages, posts and files; placements and the bloggers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.campaigns.words import Channel, Status
from promo.clients.models import Client
from promo.db import Base
from promo.pages.models import Page, Post
from promo.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute

campaign_pages = Table(
    "campaign_pages",
    Base.metadata,
    Column("campaign_id", ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("page_id", ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_campaign_pages_page_id", "page_id"),
)


class Campaign(Base):
    """Something that was paid for or arranged to bring a client's pages an audience.

    It runs from ``start_day`` to ``end_day`` (both included, in the client's time zone; ``None``: open end) for its
    ``pages`` (none: for all of the client's). ``target`` is the metric it is to reach ``target_value`` of. What it
    costs apart from the spend of its days is ``fee`` and ``product_cost``: a blogger's fee, the prizes of a giveaway.
    ``series`` is a name that several campaigns share. ``external_id`` is the id that Ads Manager knows it by.

    The columns ``total_…`` were told for the campaign as a whole. They count where no day is known, and for reach,
    which cannot be added up. All money is in ``currency``. ``removed_on`` is the day on which it was taken down,
    ``marked_on`` the one on which it was labelled as advertising with its ``erid``. ``uid`` is made with the form, so
    that sending it twice makes one campaign; ``version`` tells edits that would overwrite.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        Index("ix_campaigns_client_id_start_day", "client_id", "start_day"),
        Index("ix_campaigns_status_end_day", "status", "end_day"),
        UniqueConstraint("client_id", "external_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(160))
    series: Mapped[str] = mapped_column(String(80), default="")
    status: Mapped[str] = mapped_column(String(16), default=Status.PLANNED)
    channel: Mapped[str] = mapped_column(String(16), default=Channel.INSTAGRAM)
    objective: Mapped[str] = mapped_column(String(200), default="")
    target: Mapped[str | None] = mapped_column(String(16))
    target_value: Mapped[int | None] = mapped_column(BigInteger)
    budget: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(String(3))
    fee: Mapped[Decimal | None]
    product_cost: Mapped[Decimal | None]
    start_day: Mapped[date]
    end_day: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    contractor: Mapped[str] = mapped_column(String(160), default="")
    terms: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    external_id: Mapped[str | None] = mapped_column(String(40))
    erid: Mapped[str] = mapped_column(String(80), default="")
    marked_on: Mapped[date | None]
    removed_on: Mapped[date | None]
    total_spend: Mapped[Decimal | None]
    total_impressions: Mapped[int | None] = mapped_column(BigInteger)
    total_reach: Mapped[int | None] = mapped_column(BigInteger)
    total_clicks: Mapped[int | None] = mapped_column(BigInteger)
    total_leads: Mapped[int | None] = mapped_column(BigInteger)
    total_calls: Mapped[int | None] = mapped_column(BigInteger)
    total_sales: Mapped[int | None] = mapped_column(BigInteger)
    total_value: Mapped[Decimal | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)

    client: Mapped[Client] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=owner_id)
    pages: Mapped[list[Page]] = relationship(secondary=campaign_pages, order_by=Page.username)
    placement: Mapped[Placement | None] = relationship(back_populates="campaign", passive_deletes=True)

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class Blogger(Base):
    """Somebody whose audience one pays to be shown to; known to the whole agency.

    ``handle`` is their page's name; ``page_id`` that page where it is collected as a competitor's. ``again`` is what
    somebody said of working with them again (`promo.campaigns.words.Again`; NULL: nobody said), and why.
    """

    __tablename__ = "bloggers"

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="SET NULL"), index=True)
    again: Mapped[str | None] = mapped_column(String(8))
    again_note: Mapped[str] = mapped_column(Text, default="")
    again_at: Mapped[datetime | None]
    again_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    page: Mapped[Page | None] = relationship()
    again_by: Mapped[User | None] = relationship()


class Placement(Base):
    """What is particular to a campaign that is a placement: who publishes what, when, with which code and link.

    ``agreed_at`` is when it is to be published, ``published_at`` when it was (NULL: not yet, or not at all).
    ``keep_until`` is the last day on which it is to stay (NULL: for good); the campaign's ``removed_on`` says when it
    went. ``link`` is the landing address, without the parameters that ``utm_…`` add.
    """

    __tablename__ = "placements"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    blogger_id: Mapped[int | None] = mapped_column(ForeignKey("bloggers.id", ondelete="SET NULL"), index=True)
    format: Mapped[str] = mapped_column(String(16))
    agreed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    keep_until: Mapped[date | None]
    promo_code: Mapped[str] = mapped_column(String(60), default="")
    link: Mapped[str] = mapped_column(String(2000), default="")
    utm_source: Mapped[str] = mapped_column(String(120), default="")
    utm_medium: Mapped[str] = mapped_column(String(120), default="")
    utm_campaign: Mapped[str] = mapped_column(String(120), default="")
    utm_content: Mapped[str] = mapped_column(String(120), default="")
    utm_term: Mapped[str] = mapped_column(String(120), default="")
    proof_url: Mapped[str] = mapped_column(String(2000), default="")

    campaign: Mapped[Campaign] = relationship(back_populates="placement")
    blogger: Mapped[Blogger | None] = relationship()


class CampaignPost(Base):
    """A post that a campaign is about: promoted by it, or published for it. ``is_paid`` says that reach was bought."""

    __tablename__ = "campaign_posts"
    __table_args__ = (Index("ix_campaign_posts_post_id", "post_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    is_paid: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    campaign: Mapped[Campaign] = relationship()
    post: Mapped[Post] = relationship()


class CampaignFile(Base):
    """A file of a campaign, for the team. ``file`` is its name within the data folder's ``files``."""

    __tablename__ = "campaign_files"
    __table_args__ = (UniqueConstraint("campaign_id", "file"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    file: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    bytes: Mapped[int]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    campaign: Mapped[Campaign] = relationship()
    created_by: Mapped[User | None] = relationship()
