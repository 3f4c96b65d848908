"""The peer as a Rasa project: Rasa's default configuration, our domain and data, and stories as `rasa init` would have them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "bench" / ".cache"
DATA = ("nlu/en", "nlu/zh", "nlu/rules.yml")

NLU_EPOCHS = 6
POLICY_EPOCHS = 10
"""100 are Rasa's default. Fewer make a worse model, not a faster or slower one: the layers and the vocabulary are the same."""

POLICIES = [
    {"name": "MemoizationPolicy"},
    {"name": "RulePolicy"},
    {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": POLICY_EPOCHS},
    {"name": "TEDPolicy", "max_history": 5, "epochs": POLICY_EPOCHS, "constrain_similarities": True},
]
"""What Rasa 3.6 takes when a configuration names no policies, but for the epochs."""


def config() -> dict[str, Any]:
    """`rasa init`'s pipeline and policies."""
    made: dict[str, Any] = yaml.safe_load((ROOT / "nlu" / "peer.yml").read_text(encoding="utf-8"))
    for component in made["pipeline"]:
        if "epochs" in component:
            component["epochs"] = NLU_EPOCHS
    made["policies"] = POLICIES
    return made


def stories() -> dict[str, Any]:
    """A story for each rule of one intent: a greeting, then the intent and its action, as the first stories of a project are.

    The default policies learn from stories; with rules alone Rasa would leave two of them out.
    """
    rules = yaml.safe_load((ROOT / "nlu" / "rules.yml").read_text(encoding="utf-8"))["rules"]
    greeting = [{"intent": "greet"}, {"action": "action_greet"}]
    asked = [rule for rule in rules if "intent" in rule["steps"][0] and rule["steps"][0]["intent"] != "nlu_fallback"]
    return {
        "version": "3.1",
        "stories": [{"story": f"hello, {rule['rule']}", "steps": [*greeting, *rule["steps"]]} for rule in asked],
    }


def wanted() -> Path:
    """Where the model of the present data is, or will be once it is trained."""
    digest = hashlib.sha256(json.dumps([config(), stories()], sort_keys=True).encode())
    for name in ("domain.yml", *DATA):
        path = ROOT / name
        for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return CACHE / f"peer-{digest.hexdigest()[:16]}.tar.gz"


def serving() -> Path:
    """The model to measure: of the present data, else the newest one there is.

    Raises:
        FileNotFoundError: none was trained yet.
    """
    kept = sorted(CACHE.glob("peer-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not kept:
        raise FileNotFoundError("the peer is not trained: run `make bench-prepare`")
    return wanted() if wanted() in kept else kept[-1]
