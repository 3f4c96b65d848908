"""All tables of the marketplace. `migrations/` brings a database here; a test compares the two."""

from decimal import Decimal

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from actions.marketplace.columns import ExactDecimal, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _names() -> tuple[Column[str], Column[str]]:
    return Column("name_en", String(200), nullable=False), Column("name_zh", String(200), nullable=False)


def _money(name: str, nullable: bool = False) -> Column[Decimal]:
    return Column(name, ExactDecimal(places=2), nullable=nullable)


def _currency() -> Column[str]:
    return Column("currency", String(3), nullable=False)


def _reference(target: str, nullable: bool = False, cascade: bool = False, index: bool = True) -> Column[int]:
    table = target.split(".")[0]
    name = {"cities": "city_id", "categories": "category_id"}.get(table, f"{table.removesuffix('s')}_id")
    on_delete = "CASCADE" if cascade else None
    return Column(name, Integer, ForeignKey(target, ondelete=on_delete), nullable=nullable, index=index)


catalogue = Table(
    "catalogue",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("identity", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    comment="Changes with every change to what can be found: tells whether a search index is outdated",
)

provinces = Table(
    "provinces",
    metadata,
    Column("code", String(5), primary_key=True, comment="ISO 3166-2:CN"),
    *_names(),
    Column("aliases", Text, nullable=False, comment="other names, one a line: 蜀, Guangxi Zhuang"),
    Column("area", String(20), nullable=False, comment="east, central, west, northeast"),
)
cities = Table(
    "cities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("province_code", String(5), ForeignKey("provinces.code"), nullable=False, index=True),
    *_names(),
)
exchange_rates = Table(
    "exchange_rates",
    metadata,
    Column("currency", String(3), primary_key=True),
    Column("per_usd", ExactDecimal, nullable=False, comment="how much of it one US dollar buys"),
)
certificate_types = Table(
    "certificate_types",
    metadata,
    Column("code", String(40), primary_key=True),
    *_names(),
)

suppliers = Table(
    "suppliers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    *_names(),
    _reference("cities.id"),
    Column("kind", String(20), nullable=False, comment="factory, trading_company"),
    Column("verified", Boolean, nullable=False),
    Column("rating", Float, comment="out of 5, null without reviews"),
    Column("review_count", Integer, nullable=False),
    Column("founded_year", Integer, nullable=False),
    Column("employees", Integer, nullable=False),
    Column("export_percent", Integer, nullable=False),
    Column("response_hours", Integer, nullable=False, server_default="24"),
    Column("on_time_percent", Integer, nullable=False, server_default="90"),
)
categories = Table(
    "categories",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    *_names(),
    Column("keywords", Text, nullable=False, comment="other words for it, either language, one a line"),
)
products = Table(
    "products",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("suppliers.id"),
    _reference("categories.id"),
    *_names(),
    Column("keywords_en", Text, nullable=False, comment="other names of the same thing, one a line"),
    Column("keywords_zh", Text, nullable=False, comment="line by line what keywords_en says"),
    Column("unit", String(20), nullable=False),
    Column("moq", ExactDecimal, nullable=False),
    Column("lead_time_days", Integer, nullable=False),
    _currency(),
    _money("sample_price", nullable=True),
)
price_tiers = Table(
    "price_tiers",
    metadata,
    Column("product_id", Integer, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("minimum", ExactDecimal, primary_key=True),
    _money("unit_price"),
)
certificates = Table(
    "certificates",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("suppliers.id", cascade=True),
    Column("product_id", Integer, ForeignKey("products.id", ondelete="CASCADE"), index=True),
    Column("code", String(40), ForeignKey("certificate_types.code"), nullable=False),
    Column("number", String(60), nullable=False),
    Column("issuer", String(100), nullable=False),
    Column("valid_until", Date, nullable=False),
    comment="Of the whole supplier when product_id is null",
)

buyers = Table(
    "buyers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    *_names(),
    Column("country", String(2), nullable=False),
    Column("city_en", String(80), nullable=False),
    Column("city_zh", String(80), nullable=False),
)
accounts = Table(
    "accounts",
    metadata,
    Column("slug", String(80), primary_key=True),
    Column("role", String(10), nullable=False),
    Column("language", String(2), nullable=False),
    _reference("buyers.id", nullable=True),
    _reference("suppliers.id", nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint(
        "(role = 'buyer' AND buyer_id IS NOT NULL AND supplier_id IS NULL)"
        " OR (role = 'supplier' AND supplier_id IS NOT NULL AND buyer_id IS NULL)",
        name="one_company",
    ),
)

_port = ("port_en", "port_zh")
_destination = ("destination_country", "destination_en", "destination_zh")

rfqs = Table(
    "rfqs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    _reference("buyers.id"),
    Column("state", String(20), nullable=False),
    Column("product_en", String(200), nullable=False),
    Column("product_zh", String(200), nullable=False),
    Column("quantity", ExactDecimal, nullable=False),
    Column("unit", String(20), nullable=False),
    *(Column(name, String(80)) for name in _destination),
    Column("incoterm", String(3)),
    *(Column(name, String(80)) for name in _port),
    _money("target_price", nullable=True),
    _currency(),
    Column("certifications", JSON, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("needed_by", Date),
    Column("created_at", UtcDateTime, nullable=False),
)
rfq_recipients = Table(
    "rfq_recipients",
    metadata,
    Column("rfq_id", Integer, ForeignKey("rfqs.id", ondelete="CASCADE"), primary_key=True),
    Column("supplier_id", Integer, ForeignKey("suppliers.id"), primary_key=True, index=True),
)
quotations = Table(
    "quotations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    _reference("rfqs.id"),
    _reference("suppliers.id"),
    Column("state", String(20), nullable=False),
    _money("unit_price"),
    _currency(),
    Column("quantity", ExactDecimal, nullable=False),
    Column("lead_time_days", Integer, nullable=False),
    Column("incoterm", String(3), nullable=False),
    *(Column(name, String(80)) for name in _port),
    Column("valid_until", Date, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    _reference("buyers.id", index=False),
    _reference("suppliers.id", index=False),
    Column("state", String(30), nullable=False),
    Column("incoterm", String(3), nullable=False),
    *(Column(name, String(80), nullable=False) for name in _destination),
    _currency(),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("expected_on", Date),
    Column("claim_until", UtcDateTime),
    Index("ix_orders_buyer_id_placed_at", "buyer_id", "placed_at"),
    Index("ix_orders_supplier_id_placed_at", "supplier_id", "placed_at"),
)
order_lines = Table(
    "order_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("orders.id", cascade=True),
    Column("position", Integer, nullable=False),
    Column("product_id", Integer, ForeignKey("products.id", ondelete="SET NULL")),
    *_names(),
    Column("quantity", ExactDecimal, nullable=False),
    Column("unit", String(20), nullable=False),
    _money("unit_price"),
    UniqueConstraint("order_id", "position"),
)
order_events = Table(
    "order_events",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("orders.id", cascade=True),
    Column("kind", String(30), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("place_en", String(80)),
    Column("place_zh", String(80)),
)
shipments = Table(
    "shipments",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("orders.id", cascade=True),
    Column("mode", String(10), nullable=False),
    Column("carrier", String(40), nullable=False),
    Column("carrier_en", String(80), nullable=False),
    Column("carrier_zh", String(80), nullable=False),
    Column("tracking_number", String(40), nullable=False, index=True),
    Column("vessel", String(80)),
    Column("origin_en", String(80), nullable=False),
    Column("origin_zh", String(80), nullable=False),
    Column("destination_en", String(80), nullable=False),
    Column("destination_zh", String(80), nullable=False),
    Column("shipped_at", UtcDateTime, nullable=False),
    Column("eta", Date),
    Column("arrived_at", UtcDateTime),
)
payments = Table(
    "payments",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("orders.id", cascade=True),
    Column("kind", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    _money("amount"),
    _currency(),
    Column("method", String(30), nullable=False),
    Column("due_on", Date),
    Column("paid_at", UtcDateTime),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", Integer, nullable=False, comment="the last number given"),
)
idempotency = Table(
    "idempotency",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("account", String(80), nullable=False),
    Column("result", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(80), nullable=False, comment="whom it is for"),
    Column("kind", String(40), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime, index=True),
)

beneficiaries = Table(
    "beneficiaries",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("suppliers.id", cascade=True),
    Column("holder", String(200), nullable=False),
    Column("bank", String(200), nullable=False),
    Column("account", String(40), nullable=False, comment="IBAN, or the number at the bank"),
    Column("swift", String(11)),
    comment="Whose account money for a supplier may go to: checked by the marketplace",
)
held_texts = Table(
    "held_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rfq_id", Integer, ForeignKey("rfqs.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("account", String(80), nullable=False, comment="whose words they are"),
    Column("conversation", String(64), nullable=False, comment="where they were written, as the gateway calls it"),
    Column("text", Text, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("state", String(10), nullable=False, index=True, comment="held, released, refused"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", String(80)),
    comment="Words that wait for a person before they reach the other side",
)
