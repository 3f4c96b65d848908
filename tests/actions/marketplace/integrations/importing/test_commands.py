"""The command line of the import, and the document that says what its columns are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.marketplace.commands.cli import app
from tests.fakes.actions.imports import PRODUCTS, SUPPLIERS, write_tables
from tools.columns import DOCUMENT, write_columns


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'market.db'}"
    monkeypatch.setenv("MARKETPLACE_DATABASE_URL", url)
    return url


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_a_folder_is_imported_in_the_right_order(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    write_tables(folder)
    for name in ("notes.md", "notes.txt", "whom we met.csv", "products.report.csv"):
        (folder / name).write_text("not a table")
    status, said = run("import", str(folder))
    assert status == 0
    assert [line.partition(" ")[0] for line in said.splitlines()] == [
        "suppliers.csv", "products.csv", "certificates.csv", "accounts.csv", "orders.csv", "payments.csv", "shipments.csv",
    ]  # fmt: skip
    assert json.loads(run("count")[1]) == {"suppliers": 2, "products": 3, "accounts": 3, "orders": 3}


def test_refused_rows_and_files_end_with_status_1_and_a_line(url: str, tmp_path: Path) -> None:
    (products,) = write_tables(tmp_path, {"products.csv": PRODUCTS})
    status, said = run("import", str(products), "--language", "zh")
    assert (status, "拒绝3" in said) == (1, True)
    status, said = run("import", str(tmp_path / "nothing.csv"))
    assert (status, said) == (1, f"There is no file {tmp_path / 'nothing.csv'}.\n")
    assert run("import", str(products), "--kind", "clouds")[0] == 2
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "whom we met.csv").write_text("not a table")
    status, said = run("import", str(tmp_path / "empty"))
    assert (status, said.startswith("There is no table to import.")) == (1, True)


def test_a_wrong_file_stops_all_before_anything_is_written(url: str, tmp_path: Path) -> None:
    files = write_tables(tmp_path)
    (tmp_path / "payments.csv").write_text("payment_id\n1\n")
    status, said = run("import", *map(str, files))
    assert (status, said.count("\n")) == (1, 1)
    assert json.loads(run("count")[1])["suppliers"] == 0


def test_the_demo_is_left_alone(url: str, tmp_path: Path) -> None:
    files = write_tables(tmp_path)
    assert run("seed")[0] == 0
    status, said = run("import", *map(str, files))
    assert status == 1
    assert "--beside-demo" in said
    assert run("import", "--beside-demo", *map(str, files))[0] == 0
    assert run("import", *map(str, files))[0] == 1


def test_a_template_can_be_filled_in_and_imported(url: str, tmp_path: Path) -> None:
    names = [
        str(tmp_path / f"{kind}.csv")
        for kind in ("suppliers", "products", "accounts", "orders", "payments", "shipments")
    ]
    status, said = run("import", "--template", *names, "--language", "zh")
    assert (status, said.count("已生成")) == (0, 6)
    status, said = run("import", *names)
    assert (status, json.loads(run("count")[1])["orders"]) == (0, 1), said


def test_templates_that_can_be_written_are_written_and_the_others_named(url: str, tmp_path: Path) -> None:
    names = ["suppliers.xlsx", "clouds.csv", "products.pdf", "orders.jsonl"]
    status, said = run("import", "--template", *(str(tmp_path / name) for name in names))
    assert (status, sorted(one.name for one in tmp_path.iterdir() if one.suffix != ".db")) == (
        1,
        ["orders.jsonl", "suppliers.xlsx"],
    )
    assert "products.pdf: a template ends in .csv, .xlsx or .jsonl." in said
    assert "clouds.csv does not say what it holds" in said


def test_a_dry_run_says_old_and_new_values_and_passes_over_no_sheet_unsaid(url: str, tmp_path: Path) -> None:
    files = write_tables(tmp_path, {"suppliers.csv": SUPPLIERS, "products.csv": PRODUCTS})
    assert run("import", *map(str, files))[0] == 0
    write_tables(tmp_path, {"products.csv": PRODUCTS.replace("500,30,USD,6.40", "400,30,USD,6.50")})
    status, said = run("import", "--dry-run", str(tmp_path / "products.csv"))
    assert status == 0
    for line in ("products.csv: P-3: moq: 500 → 400", "products.csv: P-3: prices: 500=6.4 → 400=6.5"):
        assert line in said
    said = run("import", "--dry-run", str(tmp_path / "products.csv"), "--language", "zh")[1]
    assert "P-3：最小起订量：500 → 400" in said


def test_the_document_names_every_column() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert write_columns(text) == text, "run python -m tools.columns"


def test_a_folder_of_pictures_is_compared_with_the_table(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "photos" / "2026"
    folder.mkdir(parents=True)
    (folder / "Hinge.JPG").write_bytes(b"whatever: the gateway looks at it")
    named = [
        f"{row},{name}"
        for row, name in zip(PRODUCTS.splitlines(), ("picture", "hinge.jpg", "gone.jpg", ""), strict=True)
    ]
    files = write_tables(tmp_path, {"suppliers.csv": SUPPLIERS, "products.csv": "\n".join(named)})
    status, said = run("import", *map(str, files), "--pictures", str(tmp_path / "photos"))
    assert (status, "2 new, 0 changed, 0 unchanged, 1 refused" in said) == (1, True)
    assert run("import", *map(str, files), "--pictures", str(tmp_path / "nowhere"))[0] == 2
