"""`python -m nlu.measuring.figures`: measures the current model on `tests/nlu/data` and writes the figures, the confusion pairs and the
picture of the confusion matrix into docs/nlu.md and docs/images. Trains first if the model is not current."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from nlu import train
from nlu.measuring.document import circumstances, markdown, put
from nlu.measuring.evaluate import parse, read
from nlu.measuring.picture import draw_confusions
from nlu.measuring.scores import report
from nlu.model import ROOT

SETS = ("dev", "own")
PICTURE = ROOT / "docs" / "images" / "nlu-confusions.png"
_FIGURES = ("n", "intent_accuracy", "top3_accuracy", "macro_f1", "entity_f1")


def main() -> int:
    """Measures, prints and writes; returns the exit status."""
    status = train.main()
    if status:
        return status
    state = circumstances()
    sets = {name: read(ROOT / "tests" / "nlu" / "data" / f"{name}.jsonl") for name in SETS}
    answers = iter(asyncio.run(parse([example.text for examples in sets.values() for example in examples])))
    measured = {name: report(examples, [next(answers) for _ in examples]) for name, examples in sets.items()}
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    draw_confusions(measured["dev"], PICTURE)
    text = f"{section(measured)}\n\n({state})"
    put("figures", text)
    print(text)  # noqa: T201
    return 0


def section(measured: dict[str, dict[str, Any]]) -> str:
    """A row for each set and language; then, of the first set, entities, time and what is taken for what."""
    rows = [
        [f"{name} {language}", *(figures[key] for key in _FIGURES), *figures["out_of_scope"].values()]
        for name, whole in measured.items()
        for language, figures in whole["by_language"].items()
    ]
    header = ["", "n", "accuracy", "first three", "macro F1", "entity F1", "out of scope caught", "in scope refused"]
    name, first = next(iter(measured.items()))
    latency = first["latency_ms"]
    parts = [
        markdown(header, rows),
        f"Milliseconds a message on {name}, one thread: p50 {latency['p50']}, p99 {latency['p99']}. "
        f"Entities on {name}, with the share of right values where the set says them:",
        entities(first),
        f"What is most often taken for what on {name}:",
        confusions(first, 8),
    ]
    return "\n\n".join(parts)


def entities(measured: dict[str, Any]) -> str:
    """Exact spans and values by type."""
    values = measured["value_accuracy"]
    rows = [
        [kind, scores["n"], scores["f1"], values.get(kind, {}).get("accuracy")]
        for kind, scores in measured["by_entity"].items()
    ]
    return markdown(["entity", "n", "F1", "value right"], rows)


def confusions(measured: dict[str, Any], most: int) -> str:
    """The most frequent pairs, and how many utterances all others take."""
    pairs, others = measured["confusions"][:most], measured["confusions"][most:]
    rows = [[f"{pair['intent']} taken for {pair['taken_for']}", pair["n"]] for pair in pairs]
    return markdown(["confusion", "utterances"], [*rows, ["all others", sum(pair["n"] for pair in others)]])


if __name__ == "__main__":
    sys.exit(main())
