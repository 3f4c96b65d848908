"""Holds tables of a small marketplace as an operator exports them, and imports them."""

from __future__ import annotations

import asyncio
import csv
import subprocess
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from actions.marketplace.base.database.engine import open_database
from actions.marketplace.integrations.importing.importer import Importer, Options, Outcome
from actions.marketplace.schema import tables as schema_tables
from actions.marketplace.schema.migrations import migrate

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
SUPPLIERS = """supplier_id,name_en,name_zh,city,kind,verified,rating
S-1,"Ningbo Lianhe Hardware Co., Ltd.",宁波联合五金有限公司,Ningbo,factory,yes,4.6
S-2,Foshan Yueda Ceramics,佛山粤达陶瓷,佛山,贸易公司,no,
"""
PRODUCTS = """product_id,supplier_id,name_en,name_zh,category,unit,moq,lead_time_days,currency,price,prices,stock
P-1,S-1,Brass door hinge,黄铜门铰链,Hardware,pcs,100,15,USD,,100=2.10; 1000=1.85,500
P-2,S-1,Steel bolt,钢螺栓,Hardware,kg,50,7,人民币,9.5,,
P-3,S-2,Floor tile 60x60,地砖 60x60,Tiles & sanitary ware,平方米,500,30,USD,6.40,,
"""
CERTIFICATES = """certificate_id,supplier_id,product_id,certificate,number,issuer,valid_until
C-1,S-1,,iso9001,Q-1,SGS,2028-03-31
C-2,S-2,P-3,CE,CE-77,TÜV,2027-12-31
"""
ACCOUNTS = """account_id,role,company_id,language,name_en,country,city
anna,buyer,B-1,en,Berg Living GmbH,Germany,Hamburg
ben,buyer,B-1,en,Berg Living GmbH,Germany,Hamburg
lianhe,supplier,S-1,zh,,,
"""
ORDERS = """order_id,number,buyer_id,supplier_id,state,placed_at,currency,incoterm,expected_on,shipped_at,product_id,quantity,unit_price
SO-1,ORD-500001,B-1,S-1,in_production,2026-11-01,USD,FOB,2026-12-20,,P-1,500,2.10
SO-1,,,,,,,,,,P-2,200,1.30
SO-2,,B-1,S-1,shipped,2026-10-01,USD,CIF,,2026-11-02,P-1,1000,1.85
SO-3,,B-1,S-2,awaiting_confirmation,2026-11-20,USD,FOB,,,P-3,600,6.40
"""
PAYMENTS = """payment_id,order_id,kind,state,amount,due_on,paid_at
PAY-1,SO-1,deposit,paid,393,,2026-11-03
PAY-2,SO-1,balance,due,917,2026-12-20,
"""
SHIPMENTS = """shipment_id,order_id,carrier,tracking_number,shipped_at,eta
SH-1,SO-2,COSCO,COSU6341180190,2026-11-02,2026-12-10
"""
TABLES = {
    "suppliers.csv": SUPPLIERS,
    "products.csv": PRODUCTS,
    "certificates.csv": CERTIFICATES,
    "accounts.csv": ACCOUNTS,
    "orders.csv": ORDERS,
    "payments.csv": PAYMENTS,
    "shipments.csv": SHIPMENTS,
}


def write_tables(folder: Path, tables: Mapping[str, str] = TABLES) -> list[Path]:
    """Writes the tables as files, and returns these in the order of their names."""
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder / name for name in tables)


async def run_import(url: str, paths: Sequence[Path], **options: Any) -> tuple[list[Outcome], list[str]]:
    """Imports the files. Returns what became of each, and what was said."""
    await migrate(url)
    database = open_database(url)
    said: list[str] = []
    try:
        outcomes = await Importer(database, lambda: NOW, said.append, Options(**options)).run(paths)
    finally:
        await database.close()
    return outcomes, said


async def rows_of(url: str, *names: str) -> dict[str, list[dict[str, Any]]]:
    """Returns the rows of these tables in the order of their keys; without names, of all tables but those of imports."""
    database = open_database(url)
    found: dict[str, list[dict[str, Any]]] = {}
    async with database.read() as connection:
        for table in schema_tables.metadata.sorted_tables:
            if table.name in names or (not names and table.name != "imports"):
                rows = await connection.execute(select(table).order_by(*table.primary_key.columns))
                found[table.name] = [dict(row._mapping) for row in rows]
    await database.close()
    return found


def read_report(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def many_products(count: int, wrong_every: int = 0) -> str:
    """Returns a table of so many products. Each `wrong_every`th has a price that is none."""
    head = "product_id,supplier_id,name_en,category,unit,moq,lead_time_days,currency,price\n"
    return head + "".join(
        f"P-{n},S-{n % 2 + 1},Bolt M{n},Hardware,pcs,100,10,USD,{'cheap' if wrong_every and n % wrong_every == 0 else '0.5'}\n"
        for n in range(1, count + 1)
    )


async def kill_in_the_middle(process: subprocess.Popen[Any], url: str, rows: int) -> int:
    """Kills the process when its import of so many products has written some of them. Returns the line that it had reached."""
    database, reached, limit = open_database(url), 0, time.monotonic() + 120
    imports = schema_tables.metadata.tables["imports"].c
    line = select(imports.line).where(imports.kind == "products")
    try:
        while not 0 < reached < rows and time.monotonic() < limit and process.poll() is None:
            async with database.read() as connection:
                reached = (await connection.execute(line)).scalar() or 0
            await asyncio.sleep(0.005)
    finally:
        process.kill()
        process.communicate()
    await database.close()
    return reached
