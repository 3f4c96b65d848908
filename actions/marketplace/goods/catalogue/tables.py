"""Declares the tables of the catalogue: places, suppliers, products, prices and certificates."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Float, ForeignKey, Integer, String, Table, Text, false

from actions.marketplace.base.database.columns import ExactDecimal
from actions.marketplace.base.database.metadata import (
    currency_column,
    metadata,
    money_column,
    name_columns,
    reference_column,
)

catalogue = Table(
    "catalogue",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("identity", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    Column(
        "details",
        Integer,
        nullable=False,
        server_default="0",
        comment="changes with what only listings show: the stock",
    ),
    comment="Changes with every change to what can be found: tells whether a search index is outdated",
)

provinces = Table(
    "provinces",
    metadata,
    Column("code", String(5), primary_key=True, comment="ISO 3166-2:CN"),
    *name_columns(),
    Column("aliases", Text, nullable=False, comment="other names, one a line: 蜀, Guangxi Zhuang"),
    Column("area", String(20), nullable=False, comment="east, central, west, northeast"),
)
cities = Table(
    "cities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("province_code", String(5), ForeignKey("provinces.code"), nullable=False, index=True),
    *name_columns(),
)
exchange_rates = Table(
    "exchange_rates",
    metadata,
    Column("currency", String(3), primary_key=True),
    Column("per_usd", ExactDecimal, nullable=False, comment="how much of it one US dollar buys"),
    Column("as_of", Date, comment="the day for which the rate holds, null if nobody has told it"),
)
certificate_types = Table(
    "certificate_types",
    metadata,
    Column("code", String(40), primary_key=True),
    *name_columns(),
)

suppliers = Table(
    "suppliers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    *name_columns(),
    reference_column("cities.id"),
    Column("kind", String(20), nullable=False, comment="factory, trading_company"),
    Column("verified", Boolean, nullable=False),
    Column("rating", Float, comment="out of 5, null without reviews"),
    Column("review_count", Integer, nullable=False),
    Column("founded_year", Integer),
    Column("employees", Integer),
    Column("export_percent", Integer),
    Column("response_hours", Integer),
    Column("on_time_percent", Integer),
    Column("paused", Boolean, nullable=False, server_default=false(), comment="its goods are out of the search"),
)
categories = Table(
    "categories",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    *name_columns(),
    Column("keywords", Text, nullable=False, comment="other words for it, either language, one a line"),
)
products = Table(
    "products",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("suppliers.id"),
    reference_column("categories.id"),
    *name_columns(),
    Column("keywords_en", Text, nullable=False, comment="other names of the same thing, one a line"),
    Column("keywords_zh", Text, nullable=False, comment="line by line what keywords_en says"),
    Column("unit", String(20), nullable=False),
    Column("moq", ExactDecimal, nullable=False),
    Column("lead_time_days", Integer, nullable=False),
    currency_column(),
    money_column("sample_price", nullable=True),
    Column("stock", ExactDecimal, comment="null: the supplier does not say"),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("picture", String(120), index=True, comment="the name under which the gateway keeps it"),
)
price_tiers = Table(
    "price_tiers",
    metadata,
    Column("product_id", Integer, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("minimum", ExactDecimal, primary_key=True),
    money_column("unit_price"),
)
certificates = Table(
    "certificates",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("suppliers.id", cascade=True),
    Column("product_id", Integer, ForeignKey("products.id", ondelete="CASCADE"), index=True),
    Column("code", String(40), ForeignKey("certificate_types.code"), nullable=False),
    Column("number", String(60), nullable=False),
    Column("issuer", String(100), nullable=False),
    Column("valid_until", Date, nullable=False),
    comment="Of the whole supplier when product_id is null",
)
