"""Runs the tests in several processes that are copies of one, as a plugin of pytest: `-p tests.copies --copies 4`.

One process imports and collects all tests, which takes some 20 seconds of the processor, and is then copied (fork). It shows what
the copies report, and gives each the next files of tests when it asks for them: tests/scheduling.py divides and orders them.
pytest-xdist would import and collect everything in each process, and compile everything in each on a fresh checkout.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

import pytest

from tests.scheduling import Queue

_FORK = multiprocessing.get_context("fork")
_PAUSE = 0.5
"""Seconds after which it is looked again whether tests that had to wait can be run."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--copies", type=int, default=2, help="how many processes run the tests")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    if session.testsfailed or session.config.option.collectonly or not session.items:
        return None  # pytest's own says why nothing is run
    _Original(session).run()
    return True


@dataclass
class _Copy:
    """A process that runs tests: the places of those that it has not begun, and of the one that it runs."""

    process: BaseProcess
    to_run: list[int] = field(default_factory=list)
    running: int | None = None


class _Original:
    """The process that is copied."""

    def __init__(self, session: pytest.Session) -> None:
        self._session, self._hook, self._queue = session, session.config.hook, Queue(session.items)
        self._names = (f"gw{number}" for number in itertools.count())  # as pytest-xdist names its processes
        self._copies: dict[Connection, _Copy] = {}
        self._terminal = session.config.pluginmanager.get_plugin("terminalreporter")
        self._terminal.showfspath = False  # whose tests are mixed with those of other files

    def run(self) -> None:
        try:
            while self._copies or (self._queue and not self._is_over()):
                while len(self._copies) < self._session.config.option.copies and self._has_next():
                    self._start()
                for connection in wait(list(self._copies), _PAUSE):
                    assert isinstance(connection, Connection)
                    self._hear(connection)
        finally:
            for copy in self._copies.values():  # when this one is interrupted
                os.kill(copy.process.pid or 0, signal.SIGINT)
                copy.process.join()

    def _start(self) -> None:
        ours, theirs = _FORK.Pipe()
        process = _FORK.Process(target=_work, args=(self._session, theirs, next(self._names), [ours, *self._copies]))
        process.start()
        theirs.close()
        self._copies[ours] = _Copy(process)

    def _hear(self, connection: Connection) -> None:
        copy = self._copies[connection]
        try:
            kind, told = connection.recv()
        except (EOFError, ConnectionResetError):
            del self._copies[connection]
            self._bury(copy)
            return
        if kind == "asks":
            group = self._queue.next() if self._has_next() else []
            copy.to_run += group
            connection.send(group)
        elif kind == "begins":
            copy.running = told
            copy.to_run.remove(told)
        elif kind == "warns":
            self._terminal.pytest_warning_recorded(*told)
        else:
            report = self._hook.pytest_report_from_serializable(config=self._session.config, data=told)
            self._hook.pytest_runtest_logreport(report=report)

    def _bury(self, copy: _Copy) -> None:
        """Fails the test in which a process ended before its time, and leaves to others what it was to run after that."""
        copy.process.join()
        self._queue.put_back(copy.to_run)
        if copy.process.exitcode and copy.running is not None:
            item = self._session.items[copy.running]
            said = f"the process of the test ended with {copy.process.exitcode}"
            self._hook.pytest_runtest_logreport(
                report=pytest.TestReport(item.nodeid, item.location, {}, "failed", said, "call")
            )

    def _has_next(self) -> bool:
        return not self._is_over() and self._queue.has_next()

    def _is_over(self) -> bool:
        return bool(self._session.shouldfail or self._session.shouldstop)


def _work(session: pytest.Session, connection: Connection, name: str, others: list[Connection]) -> None:
    """Runs tests in a copy, as long as the original gives some. `others` are the original's connections, which would else
    outlive it here, and the copies with them."""
    for other in others:
        other.close()
    config = session.config
    os.environ["PYTEST_XDIST_WORKER"] = name
    config.workerinput = {"workerid": name}  # type: ignore[attr-defined] # by which plugins know that this is not the original
    _separate(config, name)
    config.pluginmanager.register(_Reporter(config, connection))
    try:
        places = _ask(connection)
        place = next(places, None)
        while place is not None and not session.shouldfail:
            following = next(places, None)
            connection.send(("begins", place))
            config.hook.pytest_runtest_protocol(
                item=session.items[place], nextitem=None if following is None else session.items[following]
            )
            place = following
    except (KeyboardInterrupt, EOFError, OSError):
        pass  # the original says so, or is no more
    finally:
        config.hook.pytest_sessionfinish(session=session, exitstatus=0)  # ends what an interrupted test has started


def _ask(connection: Connection) -> Iterator[int]:
    """Yields the places of the tests to run, one group after the other."""
    while True:
        connection.send(("asks", None))
        group = connection.recv()
        if not group:
            return
        yield from group


def _separate(config: pytest.Config, name: str) -> None:
    """Gives the copy a folder of its own for temporary files and for what tests print, and lets it print nothing."""
    capturing, terminal = (config.pluginmanager.get_plugin(each) for each in ("capturemanager", "terminalreporter"))
    config.pluginmanager.unregister(terminal)
    capturing.stop_global_capturing()
    capturing.start_global_capturing()
    capturing.suspend_global_capture()
    folders: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    folders._basetemp = folders.getbasetemp() / name
    folders._basetemp.mkdir(mode=0o700)


class _Reporter:
    """Tells the original what happens in a copy."""

    def __init__(self, config: pytest.Config, connection: Connection) -> None:
        self._config, self._connection = config, connection

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._connection.send(("reports", data))

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage, when: str, nodeid: str) -> None:
        if when != "runtest":  # told again to each new plugin
            return
        text, file, line = str(warning_message.message), warning_message.filename, warning_message.lineno
        plain = warnings.WarningMessage(text, UserWarning, file, line)  # another category may not be sent
        self._connection.send(("warns", (plain, nodeid)))
