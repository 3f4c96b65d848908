"""More than forty files that nobody should send: each gets a clear answer, costs little, and changes nothing.

By the core (the process that inspects files, with its limits of time and memory), and through Telegram's emulator and the
whole gateway, which goes on answering others meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.files.blobs import FolderBlobs
from bot.files.files import Files, in_pieces
from bot.files.inspection.inspector import ROOT
from bot.files.limits import FileLimits
from bot.files.tables import files as files_table
from bot.messages.files import CheckedFile, RefusedFile
from tests.fakes.drawn_pictures import DRAWN
from tests.fakes.files import bad, good
from tests.fakes.gateway.running import Gateway, telegram_gateway
from tests.fakes.telegram.server import TelegramServer

SECONDS = 2.0
MEMORY = 200 * 1024 * 1024


@pytest.fixture
def files(tmp_path: Path) -> Files:
    blobs = FolderBlobs(tmp_path / "files")
    return Files(blobs, blobs.incoming, FileLimits())


def leftovers(files: Files) -> list[Path]:
    assert isinstance(files.blobs, FolderBlobs)
    kept = files.blobs.incoming.parent.rglob("*")
    return [path for path in kept if path.is_file() and path.name not in DRAWN | {".lock"}]


@pytest.mark.parametrize("what", bad.BAD)
async def test_a_bad_file_is_refused_with_its_reason_and_leaves_nothing(files: Files, what: str) -> None:
    file = bad.BAD[what]
    taken = await files.take_in(in_pieces(file.make()), file.name)
    assert isinstance(taken, RefusedFile), "it was taken"
    assert (taken.reason, taken.name) == (file.reason, file.name)
    assert leftovers(files) == []


@pytest.mark.parametrize("what", bad.POLYGLOTS)
async def test_of_a_picture_that_is_something_else_besides_the_picture_alone_is_kept(files: Files, what: str) -> None:
    file = bad.POLYGLOTS[what]
    content = file.make()
    assert any(part in content for part in bad.HARMFUL), "it would prove nothing"
    taken = await files.take_in(in_pieces(content), file.name)
    assert isinstance(taken, CheckedFile)
    for sha256 in (taken.sha256, taken.preview):
        kept = await files.read(sha256 or "")
        assert kept
        assert not any(part in kept for part in bad.HARMFUL)


@pytest.mark.parametrize("given", bad.NAMES)
async def test_no_name_leads_elsewhere(files: Files, given: str) -> None:
    taken = await files.take_in(in_pieces(good.pdf()), given)
    assert isinstance(taken, CheckedFile)
    assert taken.name == bad.NAMES[given]


def test_none_costs_more_than_two_seconds_of_a_processor_and_200_mb(tmp_path: Path) -> None:
    """Measured in the process itself. A machine that is busy with other tests makes it wait, not work."""
    worst: dict[str, tuple[float, int]] = {}
    for what, file in {**bad.BAD, **bad.POLYGLOTS}.items():
        if file.reason == "too_large":
            continue  # refused while it is received
        path = tmp_path / "file"
        path.write_bytes(file.make())
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", "bot.files.inspection.inspecting", str(path)],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        worst[what] = spent, json.loads(done.stdout)["peak_bytes"]
    for what, (seconds, peak) in worst.items():
        assert seconds < SECONDS, f"{what} took {seconds:.2f} s"
        assert peak < MEMORY, f"{what} took {peak / 1e6:.0f} MB"


def test_the_largest_good_pictures_cost_no_more(tmp_path: Path) -> None:
    for name, content in {
        "photo": good.picture(4032, 3024, quality=92),
        "photo in layers": good.picture(4032, 3024, progressive=True),
        "largest camera": good.picture(12_000, 9000, quality=60),
        "screenshot": good.picture(3840, 2160, "PNG"),
        "photo of 21 megapixels": good.picture(5290, 3960, quality=92, subsampling=0),
        "photo of 20 megapixels in layers": good.picture(5160, 3870, progressive=True, subsampling=0),
        "largest PNG": good.picture(5400, 3700, "PNG"),
        "webp": good.picture(3840, 2160, "WEBP"),
    }.items():
        path = tmp_path / "file"
        path.write_bytes(content)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", "bot.files.inspection.inspecting", str(path)],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        said = json.loads(done.stdout)
        assert said["kind"] == "photo", (name, said)
        assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECONDS, name
        assert said["peak_bytes"] < MEMORY, (name, said)


async def test_a_decoder_that_never_ends_is_ended(
    files: Files, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The time on the clock is bounded by the gateway, whatever the process does."""
    endless = tmp_path / "endless"
    endless.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(600)\n")
    endless.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(endless))
    files._inspector._seconds = 0.5
    started = time.monotonic()
    taken = await files.take_in(in_pieces(good.picture()), "p.jpg")
    assert isinstance(taken, RefusedFile)
    assert taken.reason == "too_slow"
    assert time.monotonic() - started < 20
    assert leftovers(files) == []


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[Gateway]:
    async with telegram_gateway(database_url, tmp_path, telegram, files_contact_day_megabytes=2000) as gateway:
        yield gateway


ANSWERS = {
    "empty": ("is empty", "是空文件"),
    "kind": ("kind of file that I cannot take", "暂不支持"),
    "damaged": ("damaged or incomplete", "已损坏或不完整"),
    "macros": ("contains macros or formulas", "含有宏"),
    "locked": ("protected by a password", "设有密码"),
    "old_office": ("old Office format", "旧版 Office 格式"),
    "pixels": ("too many pixels", "像素过大"),
    "too_large": ("larger than 20 MB", "超过 20 MB"),
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
async def test_through_telegram_each_gets_a_clear_answer_and_others_are_served_meanwhile(
    gateway: Gateway, telegram: TelegramServer, language: str
) -> None:
    """In Chinese, one file for each reason, because the answer depends on nothing else."""
    tried = [*bad.BAD.values()] if language == "en" else [*{file.reason: file for file in bad.BAD.values()}.values()]
    mallory, anna = telegram.person(7001, language), telegram.person(7002)
    quickest: list[float] = []

    async def chat() -> None:
        for number in range(10**6):
            started = time.monotonic()
            await anna.sends(f"hello {number}")
            await anna.receives(f"hello {number}")
            quickest.append(time.monotonic() - started)
            await asyncio.sleep(1.1)  # as fast as Telegram lets a bot answer

    beside = asyncio.create_task(chat())
    try:
        for file in tried:
            await mallory.sends_document(file.name, content=file.make())
            wanted = ANSWERS[file.reason][language != "en"]
            answer = await mallory.receives(wanted, timeout=120)
            assert file.name in answer.text
            assert "XLSX" in answer.text, "it also says what is possible"
    finally:
        beside.cancel()
    await asyncio.gather(beside, return_exceptions=True)
    assert len(quickest) >= (5 if language == "en" else 1)
    assert sorted(quickest)[len(quickest) // 2] < SECONDS
    async with gateway.caravan.database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(files_table))).scalar_one() == 0
    assert leftovers(gateway.caravan.files) == []
    assert all("hello" in request["text"] for request in gateway.rasa.requests), (
        "the dialogue is not troubled with them"
    )
