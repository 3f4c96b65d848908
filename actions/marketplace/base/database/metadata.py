"""Declares SQLAlchemy's metadata for all tables of the marketplace, and the columns that many of these tables have."""

from decimal import Decimal

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String

from actions.marketplace.base.database.columns import ExactDecimal

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def name_columns() -> tuple[Column[str], Column[str]]:
    return Column("name_en", String(200), nullable=False), Column("name_zh", String(200), nullable=False)


def money_column(name: str, nullable: bool = False) -> Column[Decimal]:
    return Column(name, ExactDecimal(places=2), nullable=nullable)


def currency_column() -> Column[str]:
    return Column("currency", String(3), nullable=False)


def reference_column(target: str, nullable: bool = False, cascade: bool = False, index: bool = True) -> Column[int]:
    table = target.split(".")[0]
    name = {"cities": "city_id", "categories": "category_id"}.get(table, f"{table.removesuffix('s')}_id")
    on_delete = "CASCADE" if cascade else None
    return Column(name, Integer, ForeignKey(target, ondelete=on_delete), nullable=nullable, index=index)


def staff_columns() -> tuple[Column[str], Column[str]]:
    """Returns the columns by which an entry of a timeline says that the staff acted, in whose name, and why."""
    return Column("staff_for", String(10)), Column("reason", String(300))


PORT_COLUMNS = ("port_en", "port_zh")
DESTINATION_COLUMNS = ("destination_country", "destination_en", "destination_zh")
