"""Migrations go up and down on both databases with data in them, and end at what the models say."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text

import promo.models  # noqa: F401 - fills the metadata
from promo.campaigns.days.models import CampaignDay
from promo.campaigns.models import Campaign
from promo.clients.models import Client
from promo.db import Base, make_engine, make_sessions
from promo.errors import SettingsError
from promo.migrate import ROOT, current, head, migrate, revisions
from promo.pages.models import Page, PageDay
from promo.reports.kit.models import KitOffer, MediaKit
from promo.reports.models import Delivery, Report, ReportLink, ReportSchedule, ReportVersion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        made = make_engine(f"sqlite:///{tmp_path / 'fresh.sqlite3'}")
        yield made
        made.dispose()
        return
    server = request.getfixturevalue("postgresql_server")
    with autocommit(server) as connection:
        connection.execute(text("DROP DATABASE IF EXISTS migrations"))
        connection.execute(text("CREATE DATABASE migrations"))
    made = make_engine(server.replace("/postgres?", "/migrations?"))
    yield made
    made.dispose()
    with autocommit(server) as connection:
        connection.execute(text("DROP DATABASE migrations"))


@contextmanager
def autocommit(url: str) -> Iterator[Connection]:
    engine = make_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
    engine.dispose()


def run(engine: Engine, how: str, revision: str) -> None:
    with engine.connect() as connection:
        config = Config(str(ROOT / "alembic.ini"))
        config.attributes["connection"] = connection
        getattr(command, how)(config, revision)
        connection.commit()


def test_up_with_nothing_to_do_the_second_time(engine: Engine) -> None:
    assert current(engine) is None
    assert migrate(engine) is True
    assert current(engine) == head()
    assert migrate(engine) is False


def test_the_tables_are_what_the_models_say(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(found, Base.metadata) == []


def test_down_and_up_again_with_data_in_them(engine: Engine) -> None:
    migrate(engine)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with make_sessions(engine)() as session:
        page = Page(username="bakery", created_at=moment)
        session.add(page)
        session.flush()
        session.add(PageDay(page_id=page.id, day=date(2026, 1, 1), followers=5, captured_at=moment, source="test"))
        texts: dict[str, Any] = {"language": "en", "title": "", "text": "", "contact": "", "currency": "EUR"}
        offers = [KitOffer(place=0, name="A reel", price=Decimal("99.9")), KitOffer(place=1, name="A story")]
        dates = {"created_at": moment, "updated_at": moment}
        session.add(MediaKit(page_id=page.id, shown=["followers"], offers=offers, **dates, **texts))
        session.commit()
    run(engine, "downgrade", "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    run(engine, "upgrade", "head")
    assert set(Base.metadata.tables) <= set(inspect(engine).get_table_names())


def test_what_other_features_know_outlives_campaigns_and_reports(engine: Engine) -> None:
    migrate(engine)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with make_sessions(engine)() as session:
        client = Client(name="Bakery", time_zone="UTC", currency="EUR", jurisdiction="ru", created_at=moment)
        session.add(client)
        session.flush()
        page = Page(username="bakery", client_id=client.id, created_at=moment)
        campaign = Campaign(
            uid="1",
            client_id=client.id,
            kind="other",
            name="Fair",
            currency="EUR",
            start_day=moment.date(),
            created_at=moment,
        )
        report = Report(
            uid="1", client_id=client.id, title="2025", start_day=moment.date(), end_day=moment.date(), against="none",
            language="en", page_ids=[], blocks=[], created_at=moment, updated_at=moment,
        )  # fmt: skip
        campaign.pages = [page]
        session.add_all([page, campaign, report])
        session.flush()
        day = CampaignDay(campaign_id=campaign.id, day=moment.date(), spend=Decimal("0.0001"), updated_at=moment)
        session.add(day)
        session.commit()
    run(engine, "downgrade", "0003")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT name FROM clients")) == "Bakery"
        assert connection.scalar(text("SELECT client_id FROM pages")) is not None, "no row was lost on the way"
    run(engine, "upgrade", "head")
    with make_sessions(engine)() as session:
        kept = session.query(Client).one()
        assert (kept.name, kept.jurisdiction) == ("Bakery", "")


def test_another_process_can_migrate_later_while_this_one_lives(engine: Engine) -> None:
    migrate(engine)  # its connection stays open, in the engine's pool
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")) == 0
    run(engine, "downgrade", "base")
    other = make_engine(engine.url.render_as_string(hide_password=False))
    assert migrate(other) is True
    other.dispose()


def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingsError, match="newer version"):
        migrate(engine)


def test_the_revisions_are_one_line() -> None:
    assert head() in revisions()


def test_reports_and_what_was_sent_outlive_the_ways_out(engine: Engine) -> None:
    migrate(engine)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with make_sessions(engine)() as session:
        client = Client(name="Bakery", time_zone="UTC", currency="EUR", created_at=moment)
        session.add(client)
        session.flush()
        report = Report(
            uid="1", client_id=client.id, title="2025", start_day=moment.date(), end_day=moment.date(), against="none",
            language="en", page_ids=[], blocks=[], created_at=moment, updated_at=moment, published=1, awaits="review",
        )  # fmt: skip
        session.add(report)
        session.flush()
        link = ReportLink(
            client_id=client.id, name="Marta", language="en", token_hash="h", created_at=moment, shows="report",
            report_id=report.id, blocks=[],
        )  # fmt: skip
        session.add(link)
        session.flush()
        session.add(ReportVersion(report_id=report.id, number=1, content={"a": 1}, published_at=moment))
        plan = {"client_id": client.id, "every": "week", "language": "en", "recipients": {}, "created_at": moment}
        session.add_all([ReportSchedule(uid="1", **plan), ReportSchedule(uid="2", **plan)])
        said = {"channel": "mail", "recipient": "marta@example.com", "state": "sent", "message": "Look!"}
        session.add(Delivery(report_id=report.id, number=1, created_at=moment, link_id=link.id, **said))
        session.commit()
    run(engine, "downgrade", "0007")
    with engine.connect() as connection:
        for table in ("reports", "report_versions", "report_links", "deliveries"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1, table  # noqa: S608 - our own tables
    run(engine, "upgrade", "head")
    with make_sessions(engine)() as session:
        (sent,) = session.query(Delivery).all()
        assert (sent.recipient, sent.message, sent.with_pdf, sent.link) == ("marta@example.com", "", True, None)
        assert session.query(Report).one().awaits is None
        assert len({one.uid for one in session.query(ReportSchedule)}) == 2
