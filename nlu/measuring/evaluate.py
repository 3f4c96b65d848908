"""Measures the current model on labelled utterances: `python -m nlu.measuring.evaluate DATA REPORT`, from the root.

DATA holds one JSON object on each line: `{"text", "lang", "intent", "entities": [{"entity", "text", "value"?}]}`.
REPORT is the JSON of docs/contract.md, "Reports". A picture of the confusion matrix is written beside it with the
ending .png, and a table is printed. If the training files or the NLU's code have changed since the last training, a
model is trained first. The exit status is 2 if DATA cannot be read.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from nlu import train
from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.measuring.picture import draw_confusions
from nlu.measuring.scores import Labelled, Understood, format_report, report
from nlu.model import current


def main(arguments: list[str]) -> int:
    """Measures, prints the table, writes the report, and returns the exit status."""
    if len(arguments) != 2 or not all(arguments):
        print("Usage: make evaluate DATA=file.jsonl REPORT=out.json", file=sys.stderr)  # noqa: T201
        return 2
    try:
        examples = read(Path(arguments[0]))
    except (OSError, ValueError, KeyError) as error:
        print(f"{arguments[0]} cannot be read: {error}", file=sys.stderr)  # noqa: T201
        return 2
    status = train.main()
    if status:
        return status
    measured = report(examples, asyncio.run(parse([example.text for example in examples])))
    Path(arguments[1]).write_text(json.dumps(measured, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    picture = Path(arguments[1]).with_suffix(".png")
    draw_confusions(measured, picture)
    print(f"{format_report(measured)}\n\nconfusion matrix  {picture}")  # noqa: T201
    return 0


def read(path: Path) -> list[Labelled]:
    """Reads the labelled utterances of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [Labelled(row["text"], row["lang"], row["intent"], row.get("entities") or []) for row in rows]


async def parse(texts: list[str]) -> list[Understood]:
    """Has the current model understand each text, one after the other, without a role and outside a dialogue."""
    agent = load_agent()
    await agent.parse_message(texts[0] if texts else "")
    return [await parse_one(agent, text) for text in texts]


def load_agent() -> Any:
    """Returns Rasa's agent with the current model. Rasa is adapted in the same way as by `nlu.serve`."""
    prepare()
    from rasa.core.agent import Agent

    from nlu.lean_rasa.runtime import install

    quiet_logs()
    install()
    return Agent.load(current())


async def parse_one(agent: Any, text: str) -> Understood:
    """Returns what the agent's model understands of a text, and how long that took."""
    started = time.perf_counter()
    parsed = await agent.parse_message(text.lstrip("/"))
    milliseconds = (time.perf_counter() - started) * 1000
    return Understood(
        intent=parsed["intent"]["name"],
        ranking=[candidate["name"] for candidate in parsed["intent_ranking"]],
        entities=[
            {**entity, "text": text.lstrip("/")[entity["start"] : entity["end"]]} for entity in parsed["entities"]
        ],
        milliseconds=milliseconds,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
