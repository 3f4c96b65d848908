"""Measures the figure `import`: how many rows a second the import of an operator's file with 1,000,000 products takes
in, and how long it takes to build the search index of these products (`python -m bench.importing`)."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from rich.console import Console

from actions.marketplace.commands.cli import REFUSED
from actions.marketplace.goods.catalogue.reference import category_ids, city_ids
from bench.catalogue import PRODUCTS, build_rows
from bench.cost import with_children
from bench.peer.project import CACHE
from bench.report import Result, build_result, build_table
from bench.turns import Say
from tests.fakes.postgres import durable_server

_IMPORT = (sys.executable, "-m", "actions.marketplace", "import")
_BUILD = """
import asyncio, sys
from pathlib import Path
from actions.marketplace import Marketplace

async def build():
    market = await Marketplace.open(sys.argv[1], Path(sys.argv[2]))
    await market.close()

asyncio.run(build())
"""


def measure_import(database_url: str, folder: Path, say: Say, products: int = PRODUCTS) -> list[Result]:
    """Measures three imports of the catalogue of the search bench, as an operator would write it: one in which every
    row has an unknown unit and is refused, one into an empty database, and one in which nothing has changed. Then
    builds the search index of the imported products."""
    say(f"import: writing a table of {products:,} products …")
    tables = folder / "tables"
    _write_tables(tables, products)
    environment = {**os.environ, "MARKETPLACE_DATABASE_URL": database_url}
    results = []
    for name, what, table in (
        ("import_refused", "bad", "products-bad.csv"),
        ("import", "new", "products.csv"),
        ("import_again", "unchanged", "products.csv"),
    ):
        say(f"{name} …")
        files = [str(tables / file) for file in ("suppliers.csv", table)]
        used = _run([*_IMPORT, *files], environment, say)
        size = (tables / table).stat().st_size / 2**20
        results.append(
            build_result(
                name, "rows/s", products / used.seconds, None,
                f"{products:,} {what} products with four prices each from CSV ({size:.0f} MB): {used}", better="higher",
            )
        )  # fmt: skip
    say("import: the search index …")
    used = _run([sys.executable, "-c", _BUILD, database_url, str(folder / "index")], environment, say)
    results.append(
        build_result(
            "import_index", "s", used.seconds, None, f"the index of these, words and meaning: {used}", better="lower"
        )
    )
    return results


@dataclass(frozen=True)
class _Used:
    """Holds what a command used: seconds by the clock and of CPU time, and bytes of memory at most."""

    seconds: float
    cpu: float
    peak: int

    def __str__(self) -> str:
        return (
            f"{self.cpu:.0f} s of CPU time in {self.seconds:.0f} s, at most {self.peak / 2**20:.0f} MB in memory, "
            f"at a load of {os.getloadavg()[1]:.1f}"
        )


def _run(command: list[str], environment: dict[str, str], say: Say) -> _Used:
    """Runs a command to its end, and passes its output to `say`."""
    began, before = time.perf_counter(), os.times()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        peaks: list[int] = []
        watching = threading.Thread(target=_watch, args=(running, peaks))
        watching.start()
        for line in running.stdout or ():
            say(line.rstrip())
        watching.join()
    if running.returncode not in (0, REFUSED):
        raise RuntimeError(f"{command} ended with status {running.returncode}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return _Used(time.perf_counter() - began, cpu, max(peaks, default=0))


def _watch(running: subprocess.Popen[str], peaks: list[int]) -> None:
    """Notes the resident bytes of the command and of what it starts, twice a second until it ends."""
    process = psutil.Process(running.pid)
    while running.poll() is None:
        with suppress(psutil.NoSuchProcess):
            peaks.append(sum(one.memory_info().rss for one in with_children(process)))
        time.sleep(0.5)


def _write_tables(folder: Path, products: int) -> None:
    """Writes suppliers.csv and products.csv with the columns that docs/your-marketplace.md lists."""
    folder.mkdir(parents=True)
    headings = {
        "suppliers": ["supplier_id", "name_en", "name_zh", "city", "kind", "verified", "rating", "review_count"],
        "products": ["product_id", "supplier_id", "name_en", "name_zh", "category", "unit", "moq", "lead_time_days",
                     "currency", "prices"],
    }  # fmt: skip
    headings["products-bad"] = headings["products"]
    files = {name: (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") for name in headings}
    writers = {name: csv.writer(file) for name, file in files.items()}
    for name, writer in writers.items():
        writer.writerow(headings[name])
    for name, row in _build_tables(products):
        writers[name].writerow(row)
        if name == "products":
            writers["products-bad"].writerow(
                ["parsec" if heading == "unit" else cell for heading, cell in zip(headings[name], row, strict=True)]
            )
    for file in files.values():
        file.close()


def _build_tables(products: int) -> Iterator[tuple[str, list[object]]]:
    """Yields rows as an operator writes them, without any other names of the goods."""
    cities = {number: name for name, number in city_ids().items()}
    categories = {number: slug.replace("-", " ") for slug, number in category_ids().items()}
    tiers: dict[int, list[str]] = defaultdict(list)
    product: list[object] | None = None
    for table, row in build_rows(products):
        if table == "price_tiers":
            tiers[row[0]].append(f"{row[1]}={row[2]}")
            continue
        if product is not None and table != "full_text":
            yield "products", [*product, "; ".join(tiers.pop(int(str(product[0])[2:])))]
            product = None
        if table == "suppliers":
            number, _, en, zh, city, kind, verified, rating, reviews, *_ = row
            yield "suppliers", [f"S-{number}", en, zh, cities[city], kind, "yes" if verified else "no", rating, reviews]
        elif table == "products":
            number, supplier, category, en, zh, _, _, unit, moq, lead, currency, _ = row
            product = [f"P-{number}", f"S-{supplier}", en, zh, categories[category], unit, moq, lead, currency]
    if product is not None:
        yield "products", [*product, "; ".join(tiers.pop(int(str(product[0])[2:])))]


def main() -> int:
    """Measures on a PostgreSQL server that writes every commit to disk, and returns the exit status."""
    products = int(sys.argv[1]) if len(sys.argv) > 1 else PRODUCTS
    CACHE.mkdir(exist_ok=True)
    with durable_server() as postgres, TemporaryDirectory(dir=CACHE) as folder:
        results = measure_import(postgres.create(), Path(folder), print, products)
    Console(highlight=False).print(build_table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
