"""Reads the content of the papers of an order, and gives each paper a number and a date.

The same content has the same number and date, however often and by whichever side the paper is asked for. Changed
content has the next number: PI-100555-1, PI-100555-2.
"""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.accounts import canonical_number
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Destination, Name, Place
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.orders.rows import load_order
from actions.marketplace.trades.orders.selecting import select_visible
from actions.marketplace.trades.papers.records import AgreedTerms, Beneficiary, IssuedPaper, PaperKind, PaperRecord
from actions.marketplace.trades.papers.tables import papers
from actions.marketplace.trades.requests.tables import beneficiaries, quotations
from foundation.clock import Clock
from foundation.database.statements import insert

PREFIXES: dict[PaperKind, str] = {
    "proforma": "PI",
    "commercial": "CI",
    "terms": "TS",
    "packing": "PL",
    "receipt": "RC",
}
_orders, _buyers, _suppliers = orders_tables.orders, marketplace_tables.buyers, catalogue_tables.suppliers
_cities, _provinces = catalogue_tables.cities, catalogue_tables.provinces


class Papers:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def access_record(self, account: str, number: str) -> PaperRecord:
        """Returns the content of the papers of this buyer's or supplier's order.

        Raises:
            NotFound: there is no such order, or it belongs to somebody else.
        """
        query = select_visible(account).where(_orders.c.number == canonical_number(number, "ORD"))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
            if row is None:
                raise NotFound(number)
            return PaperRecord(
                await load_order(connection, row),
                await _find_seller_place(connection, row.supplier_id),
                await _find_buyer_place(connection, row.buyer_id),
                await _find_beneficiary(connection, row.supplier_id),
                await _find_agreed(connection, row.number),
            )

    async def issue(self, account: str, number: str, kind: PaperKind, digest: str) -> IssuedPaper:
        """Returns the number and the day of the paper with this content, which is described by its `digest`.

        Raises:
            NotFound: there is no such order, or it belongs to somebody else.
        """
        query = select_visible(account).where(_orders.c.number == canonical_number(number, "ORD"))
        async with self._database.begin() as connection:
            order = (await connection.execute(query)).first()
            if order is None:
                raise NotFound(number)
            await connection.execute(select(_orders.c.id).where(_orders.c.id == order.id).with_for_update())
            of_kind = papers.c.order_id == order.id, papers.c.kind == kind
            count = (await connection.execute(select(func.count()).where(*of_kind))).scalar_one()
            new = {
                "number": f"{PREFIXES[kind]}-{order.number.partition('-')[2]}-{count + 1}",
                "kind": kind,
                "order_id": order.id,
                "digest": digest,
                "issued_at": self._clock(),
            }
            known = ["order_id", "kind", "digest"]
            await connection.execute(
                insert(connection, papers).values(new).on_conflict_do_nothing(index_elements=known)
            )
            issued = select(papers).where(*of_kind, papers.c.digest == digest)
            row = (await connection.execute(issued)).one()
            return IssuedPaper(row.number, row.issued_at.date())


async def _find_seller_place(connection: AsyncConnection, supplier_id: int) -> Place:
    query = (
        select(
            _provinces.c.code,
            _provinces.c.name_en.label("province_en"),
            _provinces.c.name_zh.label("province_zh"),
            _cities.c.name_en,
            _cities.c.name_zh,
        )
        .join_from(_suppliers, _cities, _cities.c.id == _suppliers.c.city_id)
        .join(_provinces, _provinces.c.code == _cities.c.province_code)
        .where(_suppliers.c.id == supplier_id)
    )
    row = (await connection.execute(query)).one()
    return Place(row.code, Name(row.province_en, row.province_zh), Name(row.name_en, row.name_zh))


async def _find_buyer_place(connection: AsyncConnection, buyer_id: int) -> Destination:
    row = (await connection.execute(select(_buyers).where(_buyers.c.id == buyer_id))).one()
    return Destination(row.country, Name(row.city_en, row.city_zh))


async def _find_beneficiary(connection: AsyncConnection, supplier_id: int) -> Beneficiary | None:
    query = select(beneficiaries).where(beneficiaries.c.supplier_id == supplier_id).order_by(beneficiaries.c.id)
    row = (await connection.execute(query)).first()
    return Beneficiary(row.holder, row.bank, row.account, row.swift) if row else None


async def _find_agreed(connection: AsyncConnection, order_number: str) -> AgreedTerms | None:
    query = select(quotations.c.number, quotations.c.agreed_terms).where(quotations.c.order_number == order_number)
    row = (await connection.execute(query)).first()
    return AgreedTerms(row.number, row.agreed_terms) if row is not None else None
