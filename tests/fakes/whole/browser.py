"""Finds a browser for tests: one on the PATH, else Debian's chromium, which root can install with apt, else
Playwright's own.

Without a browser, pytest reports the tests as skipped."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.async_api import Playwright as AsyncPlaywright
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]
INSTALL_WITHIN = 300


def on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install_with_apt() -> str | None:
    """Installs Debian's chromium with apt, which only root can do. Returns the browser's path, or None if that is not
    possible."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
        if not _runs(command, environment):
            return None
    return on_path()


def install_with_playwright(playwright: Playwright | AsyncPlaywright) -> str | None:
    """Downloads Playwright's own browser, unless it is there already. Returns the browser's path, or None if that is
    not possible."""
    path = playwright.chromium.executable_path
    if not Path(path).exists() and not _runs([sys.executable, "-m", "playwright", "install", "chromium"]):
        return None
    return path if Path(path).exists() else None


def _runs(command: list[str], environment: dict[str, str] | None = None) -> bool:
    try:
        done = subprocess.run(command, env=environment, timeout=INSTALL_WITHIN, capture_output=True, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@cache
def _installed_by_apt() -> str | None:
    """Installs the browser once, also when several processes of a test run need one at the same time."""
    with (Path(tempfile.gettempdir()) / "caravan-browser.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return on_path() or install_with_apt()


def find(playwright: Playwright | AsyncPlaywright) -> str | None:
    """Returns the path of a browser, which is installed if needed, or None if there is none and none can be
    installed."""
    return on_path() or _installed_by_apt() or install_with_playwright(playwright)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yields a running browser to the tests of one module. While the browser is open, no asynchronous test can run,
    because Playwright keeps an event loop running."""
    with sync_playwright() as playwright:
        path = find(playwright)
        if path is None:
            pytest.skip("no browser: none on the PATH, and neither apt nor Playwright could install one")
        try:
            found = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        except Error as error:
            pytest.skip(f"no browser: {path} does not start: {error.message.splitlines()[0]}")
        yield found
        found.close()


if __name__ == "__main__":  # so that nobody waits for it in the middle of the tests
    with sync_playwright() as playwright:
        print(find(playwright))
