"""The database: engine, sessions, the base of all models, and what both SQLite and PostgreSQL need alike."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, cast

from sqlalchemy import JSON, BigInteger, DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import CursorResult, Table, UpdateBase
    from sqlalchemy.engine import Dialect


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware datetimes go in, aware UTC datetimes come out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; raise ``ValueError`` for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Return what makes a moment of a value: of SQLite's text in one step, as screens read thousands of them."""
        return _moment_of_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Return the moment as an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _moment_of_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Exact(TypeDecorator[Decimal]):
    """A decimal number kept exactly, as a whole number of its smallest steps: sums are exact on both databases.

    ``digits`` are those behind the point. What does not fit is an error, never rounded.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, digits: int) -> None:
        super().__init__()
        self.digits = digits

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Return the number of steps; raise ``ValueError`` for a number with more digits, or one too large."""
        if value is None:
            return None
        steps = Decimal(value).scaleb(self.digits)
        if steps != steps.to_integral_value() or abs(steps) > MOST_STEPS:
            raise ValueError(f"{value} cannot be kept with {self.digits} digits behind the point")
        return int(steps)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Return the number."""
        return None if value is None else Decimal(value).scaleb(-self.digits)


MOST_STEPS = 2**63 - 1
MONEY, RATE = Exact(4), Exact(10)
"""Amounts of money, in any currency, and rates of exchange."""


class Base(DeclarativeBase):
    """The base of all models. Constraints have names, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        Decimal: MONEY,
        list[str]: JSON,
        list[int]: JSON,
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
    }


STATEMENTS = 2000
"""How many compiled statements an engine keeps: more than all screens have. Compiling one costs more than its run."""


def make_engine(url: str) -> Engine:
    """Return an engine for ``url``; on SQLite with write-ahead log, foreign keys and a patient lock."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, query_cache_size=STATEMENTS)
    engine = create_engine(url, connect_args={"timeout": 15}, query_cache_size=STATEMENTS)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-32000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def make_sessions(engine: Engine, **info: object) -> sessionmaker[Session]:
    """Return the factory of sessions; ``info`` travels with each (the queue that jobs are sent to)."""
    return sessionmaker(engine, expire_on_commit=False, info=info)


@contextmanager
def transaction(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """Give a session whose changes are committed at the end, and rolled back on any error."""
    with sessions() as session:
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def changed_rows(session: Session, statement: UpdateBase) -> int:
    """Run an update or delete and return how many rows it changed: what says who was first, of two at once."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def upsert(
    session: Session,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    key: Sequence[str],
    *,
    keep: Sequence[str] = (),
) -> None:
    """Insert ``rows`` into the model's table, or update those whose ``key`` columns exist already.

    Columns that a row does not name, and those in ``keep``, keep their value on update. All rows name the same columns.
    """
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(cast("Table", model.__table__))  # the table, not the model: that one sends row after row
    values = {name: statement.excluded[name] for name in rows[0] if name not in key and name not in keep}
    if values:
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=values)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    session.execute(statement, list(rows))
