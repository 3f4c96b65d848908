"""Pictures of products: what a folder holds is checked, written new and kept by its name, and goes when no product names it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from bot.database.engine import open_database
from bot.database.leases.lease import GatewayLease
from bot.database.migrations import migrate
from bot.demo.pictures import DEMO_PICTURES
from bot.files.cleaning import delete_unused
from bot.files.files import Files, open_files
from bot.files.limits import FileLimits
from bot.files.pictures.commands import pictures_commands
from bot.files.pictures.store import find_pictures
from bot.files.pictures.tables import pictures
from bot.files.pictures.taking_in import take_folder, take_ready_made
from bot.marketplace.client import ActionServers, MarketplaceUnavailable
from bot.marketplace.files.unnamed_pictures import UnnamedPictures
from bot.serving.commands import say
from foundation.clock import system_clock
from foundation.database.announcing import Database
from tests.fakes.files import bad, good


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return open_files(tmp_path / "kept")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos" / "more").mkdir(parents=True)
    return tmp_path / "photos"


async def stored(database: Database) -> dict[str, str]:
    async with database.read() as connection:
        return {row.name: row.sha256 for row in await connection.execute(select(pictures))}


async def test_a_folder_is_kept_by_names_and_written_new(database: Database, files: Files, folder: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    (folder / "Tea Set.JPG").write_bytes(good.picture(1600, 1200, exif=exif))
    (folder / "more" / "茶壶.png").write_bytes(good.picture(80, 60, "PNG"))
    taken = await take_folder(database, files, folder, say)
    assert (taken.new, taken.same, taken.refused) == (2, 0, {})
    async with database.read() as connection:
        found = await find_pictures(connection, ["tea set.jpg", "茶壶.png", "absent.jpg"])
    assert found.keys() == {"tea set.jpg", "茶壶.png"}
    tea = found["tea set.jpg"]
    assert (tea["media_type"], tea["width"], tea["height"]) == ("image/jpeg", 1600, 1200)
    whole, small = await files.read(tea["sha256"]), await files.read(tea["preview"])
    assert whole
    assert small
    assert b"a camera" not in whole
    assert max(Image.open(io.BytesIO(small)).size) == 640

    again = await take_folder(database, files, folder, say)
    assert (again.new, again.same) == (0, 2)
    (folder / "Tea Set.JPG").write_bytes(good.picture(300, 200))
    assert (await take_folder(database, files, folder, say)).new == 1
    assert (await stored(database))["tea set.jpg"] != tea["sha256"]


async def test_what_is_no_good_picture_is_refused_with_its_reason_and_the_rest_comes_in(
    database: Database, tmp_path: Path, folder: Path
) -> None:
    files = open_files(tmp_path / "kept", FileLimits(largest=200_000))
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(good.picture())
    contents = {
        "good.jpg": good.picture(),
        "empty.jpg": b"",
        "words.jpg": b"these are words " * 20,
        "paper.jpg": good.pdf(),
        "page.png": b"<!doctype html><script>alert(1)</script>",
        "torn.png": good.picture(400, 300, "PNG")[:300],
        "bomb.png": bad.png_of_size(40_000, 40_000),
        "huge.jpg": good.picture() + bytes(200_000),
        "notes.txt": b"x",
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "more/GOOD.jpg": good.picture(90, 90),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / "link.jpg").symlink_to(secret)
    taken = await take_folder(database, files, folder, say)
    assert taken.new == 1
    assert set(await stored(database)) == {"good.jpg"}
    assert set(taken.refused) == {*contents, "link.jpg"} - {"good.jpg"}
    assert "no picture" in taken.refused["paper.jpg"]
    assert "pixels" in taken.refused["bomb.png"]
    assert "larger" in taken.refused["huge.jpg"]
    assert "link" in taken.refused["link.jpg"]
    assert "before" in taken.refused["more/GOOD.jpg"]


def run(url: str, kept: Path, *arguments: str) -> Result:
    app = pictures_commands(lambda: open_database(url), migrate, lambda: open_files(kept), say)
    return CliRunner().invoke(app, list(arguments))


def test_the_command_names_what_it_refuses(database_url: str, tmp_path: Path, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(good.picture())
    done = run(database_url, tmp_path / "kept", "import", str(folder))
    assert (done.exit_code, done.stdout) == (0, "1 new, 0 as they were, 0 refused\n")
    (folder / "b.jpg").write_bytes(b"words")
    done = run(database_url, tmp_path / "kept", "import", str(folder))
    assert (done.exit_code, done.stdout) == (1, "0 new, 1 as they were, 1 refused\n")
    assert done.stderr.startswith("b.jpg: ")
    assert run(database_url, tmp_path / "kept", "import", str(tmp_path / "absent")).exit_code == 2


def catalogue(*named: str, asked: list[str] | None = None, is_there: bool = True) -> ActionServers:
    """Returns an action server whose products name these pictures."""

    def answer(request: httpx.Request) -> httpx.Response:
        names = httpx.Response(200, content=request.content).json()["names"]
        if asked is not None:
            asked.extend(names)
        return httpx.Response(200, json={"named": [*named, "another.jpg"]}) if is_there else httpx.Response(503)

    return ActionServers(["http://actions"], "t", httpx.MockTransport(answer))


async def test_a_picture_that_no_product_names_goes_after_a_week_with_its_bytes(
    database: Database, files: Files, folder: Path
) -> None:
    for number, name in enumerate(("named.jpg", "unnamed.jpg", "young.jpg")):
        (folder / name).write_bytes(good.picture(60 + number, 60))
    await take_folder(database, files, folder, say)
    before = await stored(database)
    async with database.begin() as connection:
        old = {"named_at": system_clock() - dt.timedelta(days=8)}
        await connection.execute(update(pictures).where(pictures.c.name != "young.jpg").values(old))
    lease, asked = GatewayLease(database, "pictures", "x"), list[str]()

    with pytest.raises(MarketplaceUnavailable):
        await UnnamedPictures(database, catalogue(is_there=False), lease).look()
    assert len(await stored(database)) == 3, "nothing goes while nobody can be asked"
    assert await UnnamedPictures(database, catalogue("named.jpg", asked=asked), lease).look() == 1
    assert sorted(asked) == ["named.jpg", "unnamed.jpg"]
    assert await UnnamedPictures(database, catalogue(asked=asked), lease).look() == 0, "asked again in a week"
    assert set(await stored(database)) == {"named.jpg", "young.jpg"}

    await delete_unused(database, files.blobs, older_than=-1)
    assert await files.read(before["unnamed.jpg"]) is None
    assert await files.read(before["named.jpg"])


async def test_the_cleaning_of_files_leaves_pictures(database: Database, files: Files, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(good.picture())
    await take_folder(database, files, folder, say)
    assert await delete_unused(database, files.blobs, older_than=-1) == 0
    assert len(await files.blobs.list_all()) == 2


async def test_the_demo_pictures_are_small_and_kept_once(database: Database, files: Files) -> None:
    drawn, *_ = DEMO_PICTURES
    assert sum(path.stat().st_size for path in drawn.iterdir()) < 300_000
    for _ in range(2):
        await take_ready_made(database, files, *DEMO_PICTURES)
    assert set(await stored(database)) == {path.name for path in drawn.iterdir()}
    async with database.read() as connection:
        for picture in (await find_pictures(connection, [path.name for path in drawn.iterdir()])).values():
            content = await files.read(picture["sha256"])
            assert content
            assert Image.open(io.BytesIO(content)).size == (picture["width"], picture["height"])
