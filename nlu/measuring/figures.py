"""Measures the current model on `tests/nlu/data` for the documentation: `python -m nlu.measuring.figures`.

The figures and the confusions are written into docs/nlu.md, a picture of the confusion matrix into docs/images. If the
training files or the NLU's code have changed since the last training, a model is trained first.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from nlu import train
from nlu.measuring.document import describe_circumstances, format_table, write_section
from nlu.measuring.evaluate import parse, read
from nlu.measuring.picture import draw_confusions
from nlu.measuring.scores import report
from nlu.model import ROOT

SETS = ("dev", "own")
PICTURE = ROOT / "docs" / "images" / "nlu-confusions.png"
_FIGURES = ("n", "intent_accuracy", "top3_accuracy", "macro_f1", "entity_f1")


def main() -> int:
    """Measures, prints and writes the figures, and returns the exit status."""
    status = train.main()
    if status:
        return status
    state = describe_circumstances()
    sets = {name: read(ROOT / "tests" / "nlu" / "data" / f"{name}.jsonl") for name in SETS}
    answers = iter(asyncio.run(parse([example.text for examples in sets.values() for example in examples])))
    measured = {name: report(examples, [next(answers) for _ in examples]) for name, examples in sets.items()}
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    draw_confusions(measured["dev"], PICTURE)
    text = f"{format_section(measured)}\n\n({state})"
    write_section("figures", text)
    print(text)  # noqa: T201
    return 0


def format_section(measured: dict[str, dict[str, Any]]) -> str:
    """Returns the section of docs/nlu.md as Markdown.

    A table has a row for each set of utterances and each language. For the first set only, the time of a message, the
    entities and the most frequent confusions follow.
    """
    rows = [
        [f"{name} {language}", *(figures[key] for key in _FIGURES), *figures["out_of_scope"].values()]
        for name, whole in measured.items()
        for language, figures in whole["by_language"].items()
    ]
    header = ["", "n", "accuracy", "first three", "macro F1", "entity F1", "out of scope caught", "in scope refused"]
    name, first = next(iter(measured.items()))
    latency = first["latency_ms"]
    parts = [
        format_table(header, rows),
        f"Milliseconds a message on {name}, one thread: p50 {latency['p50']}, p99 {latency['p99']}. "
        f"Entities on {name}, with the share of right values where the set says them:",
        format_entities(first),
        f"What is most often taken for what on {name}:",
        format_confusions(first, 8),
    ]
    return "\n\n".join(parts)


def format_entities(measured: dict[str, Any]) -> str:
    """Returns a table of how well the text and the value of entities of each type were recognised."""
    values = measured["value_accuracy"]
    rows = [
        [kind, scores["n"], scores["f1"], values.get(kind, {}).get("accuracy")]
        for kind, scores in measured["by_entity"].items()
    ]
    return format_table(["entity", "n", "F1", "value right"], rows)


def format_confusions(measured: dict[str, Any], most: int) -> str:
    """Returns a table of the `most` frequent confusions of intents. The last row counts the utterances of all other
    confusions."""
    pairs, others = measured["confusions"][:most], measured["confusions"][most:]
    rows = [[f"{pair['intent']} taken for {pair['taken_for']}", pair["n"]] for pair in pairs]
    return format_table(["confusion", "utterances"], [*rows, ["all others", sum(pair["n"] for pair in others)]])


if __name__ == "__main__":
    sys.exit(main())
