"""Describes the peer as a Rasa project: Rasa's default configuration, our domain and data, and
stories as `rasa init` would have them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "bench" / ".cache"
DATA = ("nlu/en", "nlu/zh")

NLU_EPOCHS = 6
POLICY_EPOCHS = 10
"""Epochs of the policies; Rasa's default is 100. Fewer make a worse model, not a faster or slower
one, because the layers and the vocabulary stay the same."""

POLICIES = [
    {"name": "MemoizationPolicy"},
    {"name": "RulePolicy", "enable_fallback_prediction": False},
    {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": POLICY_EPOCHS},
    {"name": "TEDPolicy", "max_history": 5, "epochs": POLICY_EPOCHS, "constrain_similarities": True},
]
"""The policies that Rasa 3.6 uses when a configuration names no policies. Two things differ: the number of epochs and, because
TED is seldom sure after so few, that the next action is its likeliest one also then, and not the fallback, which answers nothing."""


def build_config() -> dict[str, Any]:
    """Returns the pipeline and policies of `rasa init`."""
    config: dict[str, Any] = yaml.safe_load((ROOT / "nlu" / "peer.yml").read_text(encoding="utf-8"))
    for component in config["pipeline"]:
        if "epochs" in component:
            component["epochs"] = NLU_EPOCHS
    config["policies"] = POLICIES
    return config


def build_stories() -> dict[str, Any]:
    """Returns a story for each intent: a greeting, then the intent, as the first stories of a project are.

    The default policies learn from stories; without any Rasa would leave two of them out.
    """
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = [next(iter(intent)) if isinstance(intent, dict) else intent for intent in domain["intents"]]
    answer = {"action": "action_respond"}
    greeting = [{"intent": "greet"}, answer]
    return {
        "version": "3.1",
        "stories": [{"story": f"hello, {name}", "steps": [*greeting, {"intent": name}, answer]} for name in intents],
    }


def find_model_path() -> Path:
    """Returns where the model of the present data is, or will be once it is trained."""
    digest = hashlib.sha256(json.dumps([build_config(), build_stories()], sort_keys=True).encode())
    for name in ("domain.yml", *DATA):
        path = ROOT / name
        for file in sorted(path.rglob("*.yml")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return CACHE / f"peer-{digest.hexdigest()[:16]}.tar.gz"


def find_model() -> Path:
    """Returns the model to measure: that of the present data, else the newest one.

    Raises:
        FileNotFoundError: no model has been trained yet.
    """
    models = sorted(CACHE.glob("peer-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise FileNotFoundError("the peer is not trained: run `make bench-prepare`")
    return find_model_path() if find_model_path() in models else models[-1]
