"""An import that is killed with SIGKILL in the middle goes on where it was, and nothing is lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.actions.imports import (
    SUPPLIERS,
    kill_in_the_middle,
    many_products,
    read_report,
    rows_of,
    run_import,
    write_tables,
)

ROOT = Path(__file__).resolve().parents[5]
ROWS = 7_000


def start(url: str, *files: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "MARKETPLACE_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "actions.marketplace", "import", *map(str, files)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


@pytest.mark.timeout(300)
async def test_a_killed_import_goes_on(database_url: str, tmp_path: Path) -> None:
    tables = {"suppliers.csv": SUPPLIERS, "products.csv": many_products(ROWS, wrong_every=700)}
    products, suppliers = write_tables(tmp_path, tables)
    await run_import(database_url, [suppliers])
    reached = await kill_in_the_middle(start(database_url, products), database_url, ROWS)
    assert 0 < reached < ROWS, "the import was not in the middle when it was killed"

    ended = start(database_url, products)
    said, _ = ended.communicate(timeout=200)
    assert ended.returncode == 1, said  # ten rows are refused
    assert "goes on after line" in said
    assert f"{ROWS - 10:,} new, 0 changed, 0 unchanged, 10 refused" in said
    rows = await rows_of(database_url, "products", "price_tiers", "operator_ids", "imports")
    assert len(rows["products"]) == len(rows["price_tiers"]) == ROWS - 10
    assert len({row["name_en"] for row in rows["products"]}) == ROWS - 10
    assert len([row for row in rows["operator_ids"] if row["kind"] == "products"]) == ROWS - 10
    assert len(read_report(tmp_path / "products.report.csv")) == 10
    assert all(row["finished_at"] for row in rows["imports"])
