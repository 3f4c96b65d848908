"""Computes the figures of an evaluation (docs/contract.md, "Reports").

Figures are fractions from 0 to 1. A figure is None if there is no utterance or entity from which to compute it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

REFUSED = frozenset(["out_of_scope", "nlu_fallback"])
"""The intents that make the bot do nothing."""
_OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Labelled:
    """Holds an utterance and what it means. Entities are `{"entity", "text", "value"?}`."""

    text: str
    language: str
    intent: str
    entities: list[dict[str, Any]]


@dataclass(frozen=True)
class Understood:
    """Holds what the NLU understood of an utterance. Entities are `{"entity", "text", "value"}`.

    `ranking` lists the possible intents, the likeliest first, which is `intent`.
    """

    intent: str
    ranking: list[str]
    entities: list[dict[str, Any]]
    milliseconds: float


Pair = tuple[Labelled, Understood]


def report(labelled: Sequence[Labelled], understood: Sequence[Understood]) -> dict[str, Any]:
    """Returns all figures of a report (docs/contract.md). The first item of `understood` is what the model understood
    of the first item of `labelled`, and so on."""
    pairs = list(zip(labelled, understood, strict=True))
    languages = sorted({example.language for example in labelled})
    return {
        **_figures(pairs),
        "by_language": {
            language: _figures([pair for pair in pairs if pair[0].language == language]) for language in languages
        },
        "by_intent": _by_intent(pairs),
        "by_entity": _by_entity(pairs),
        "value_accuracy": _value_accuracy(pairs),
        "latency_ms": _latency([answer.milliseconds for answer in understood]),
        "confusions": _confusions(pairs),
    }


def _figures(pairs: Sequence[Pair]) -> dict[str, Any]:
    f1s = [scores["f1"] for scores in _by_intent(pairs).values() if scores["f1"] is not None]
    return {
        "n": len(pairs),
        "intent_accuracy": _share(pairs, lambda example, answer: _is_same_intent(example.intent, answer.intent)),
        "top3_accuracy": _share(pairs, lambda example, answer: _is_among_first(example.intent, answer)),
        "macro_f1": sum(f1s) / len(f1s) if f1s else None,
        "entity_f1": _f1(*_entity_counts(pairs, None)),
        "out_of_scope": {
            "caught": _share([pair for pair in pairs if pair[0].intent == _OUT_OF_SCOPE], _is_refused),
            "false_alarms": _share([pair for pair in pairs if pair[0].intent != _OUT_OF_SCOPE], _is_refused),
        },
    }


def _is_same_intent(wanted: str, got: str) -> bool:
    """Returns True if the intents are the same. "nlu_fallback" counts as right if "out_of_scope" was meant, since the
    bot does nothing in either case."""
    return wanted == got or (wanted == _OUT_OF_SCOPE and got in REFUSED)


def _is_among_first(wanted: str, answer: Understood) -> bool:
    candidates = [name for name in answer.ranking if name != "nlu_fallback"][:3]
    return wanted in candidates or _is_same_intent(wanted, answer.intent)


def _is_refused(example: Labelled, answer: Understood) -> bool:
    return answer.intent in REFUSED


def _share(pairs: Sequence[Pair], holds: Callable[[Labelled, Understood], bool]) -> float | None:
    return sum(holds(*pair) for pair in pairs) / len(pairs) if pairs else None


def _by_intent(pairs: Sequence[Pair]) -> dict[str, dict[str, Any]]:
    wanted = Counter(example.intent for example, _ in pairs)
    got = Counter(_OUT_OF_SCOPE if answer.intent in REFUSED else answer.intent for _, answer in pairs)
    right = Counter(example.intent for example, answer in pairs if _is_same_intent(example.intent, answer.intent))
    return {
        name: {
            "n": count,
            "precision": right[name] / got[name] if got[name] else None,
            "recall": right[name] / count,
            "f1": _f1(right[name], got[name] - right[name], count - right[name]),
        }
        for name, count in sorted(wanted.items())
    }


def _spans(entities: Iterable[dict[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter((entity["entity"], entity["text"]) for entity in entities)


def _entity_counts(pairs: Sequence[Pair], kind: str | None) -> tuple[int, int, int]:
    """Returns how many entities are right, superfluous and missing. An entity is right if its text and type are
    exact."""
    right = extra = missing = 0
    for example, answer in pairs:
        wanted = _spans(entity for entity in example.entities if kind in (None, entity["entity"]))
        got = _spans(entity for entity in answer.entities if kind in (None, entity["entity"]))
        right += sum((wanted & got).values())
        extra += sum((got - wanted).values())
        missing += sum((wanted - got).values())
    return right, extra, missing


def _by_entity(pairs: Sequence[Pair]) -> dict[str, dict[str, Any]]:
    kinds = {entity["entity"] for example, answer in pairs for entity in (*example.entities, *answer.entities)}
    by_entity: dict[str, dict[str, Any]] = {}
    for kind in sorted(kinds):
        right, extra, missing = _entity_counts(pairs, kind)
        by_entity[kind] = {
            "n": right + missing,
            "precision": right / (right + extra) if right + extra else None,
            "recall": right / (right + missing) if right + missing else None,
            "f1": _f1(right, extra, missing),
        }
    return by_entity


def _f1(right: int, extra: int, missing: int) -> float | None:
    return 2 * right / (2 * right + extra + missing) if right + extra + missing else None


def _value_accuracy(pairs: Sequence[Pair]) -> dict[str, dict[str, Any]]:
    """Returns, for each type of entity, how many labelled entities have a value, and how many of these values were
    understood."""
    counts: dict[str, list[bool]] = {}
    for example, answer in pairs:
        values = {(entity["entity"], entity["text"]): entity.get("value") for entity in answer.entities}
        for entity in example.entities:
            if entity.get("value") is not None:
                got = values.get((entity["entity"], entity["text"]))
                counts.setdefault(entity["entity"], []).append(is_same_value(entity["value"], got))
    return {
        kind: {"n": len(right), "right": sum(right), "accuracy": sum(right) / len(right)}
        for kind, right in sorted(counts.items())
    }


def is_same_value(wanted: Any, got: Any) -> bool:
    """Returns True if two normalised values of an entity are the same. Amounts are compared as decimals."""
    if isinstance(wanted, dict) and isinstance(got, dict) and wanted.keys() == got.keys():
        return all(
            _is_same_amount(wanted[key], got[key]) if key == "amount" else wanted[key] == got[key] for key in wanted
        )
    return bool(wanted == got)


def _is_same_amount(wanted: Any, got: Any) -> bool:
    try:
        return Decimal(str(wanted)) == Decimal(str(got))
    except InvalidOperation:
        return False


def _latency(milliseconds: Sequence[float]) -> dict[str, float | None]:
    ordered = sorted(milliseconds)

    def percentile(share: float) -> float | None:
        return round(ordered[max(math.ceil(share * len(ordered)) - 1, 0)], 2) if ordered else None

    return {"p50": percentile(0.5), "p99": percentile(0.99)}


def _confusions(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """Returns the pairs of an intent that was meant and another one that was understood, the most frequent first, with
    the texts."""
    wrong: dict[tuple[str, str], list[str]] = {}
    for example, answer in pairs:
        if not _is_same_intent(example.intent, answer.intent):
            wrong.setdefault((example.intent, answer.intent), []).append(example.text)
    ordered = sorted(wrong.items(), key=lambda pair: -len(pair[1]))
    return [{"intent": wanted, "taken_for": got, "n": len(texts), "texts": texts} for (wanted, got), texts in ordered]


def format_report(measured: dict[str, Any]) -> str:
    """Returns the report as a table for a terminal."""
    columns = {"all": measured, **measured["by_language"]}
    lines = [f"{'':24}" + "".join(f"{name:>9}" for name in columns)]
    for name in ("n", "intent_accuracy", "top3_accuracy", "macro_f1", "entity_f1"):
        lines.append(f"{name:24}" + "".join(f"{_format_figure(figures[name]):>9}" for figures in columns.values()))
    for name in ("caught", "false_alarms"):
        cells = "".join(f"{_format_figure(figures['out_of_scope'][name]):>9}" for figures in columns.values())
        lines.append(f"{'out_of_scope ' + name:24}{cells}")
    lines += ["", f"{'entity':24}{'n':>9}{'f1':>9}{'value':>9}"]
    for kind, scores in measured["by_entity"].items():
        value = measured["value_accuracy"].get(kind, {}).get("accuracy")
        lines.append(f"{kind:24}{scores['n']:>9}{_format_figure(scores['f1']):>9}{_format_figure(value):>9}")
    lines += ["", "confusions"]
    lines += [f"{row['n']:4}  {row['intent']} taken for {row['taken_for']}" for row in measured["confusions"][:15]]
    latency = measured["latency_ms"]
    return "\n".join(
        [*lines, "", f"latency ms  p50 {_format_figure(latency['p50'])}  p99 {_format_figure(latency['p99'])}"]
    )


def _format_figure(figure: float | None) -> str:
    if figure is None:
        return "–"
    return str(figure) if isinstance(figure, int) else f"{figure:.3f}"
