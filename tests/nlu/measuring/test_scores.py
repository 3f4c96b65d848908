from __future__ import annotations

from nlu.measuring.scores import Labelled, Understood, format_report, is_same_value, report

PRICE = {"amount": "3.2", "currency": "USD"}


def pair(
    wanted: str, got: str, language: str = "en", **entities: list[dict[str, object]]
) -> tuple[Labelled, Understood]:
    labelled = Labelled("text", language, wanted, entities.get("labelled", []))
    return labelled, Understood(got, [got, "greet", wanted], entities.get("found", []), 2.0)


def test_figures() -> None:
    pairs = [
        pair("order_status", "order_status", found=[{"entity": "price", "text": "$3.20", "value": {"amount": "3.20", "currency": "USD"}}], labelled=[{"entity": "price", "text": "$3.20", "value": PRICE}]),
        pair("order_status", "nlu_fallback"),
        pair("out_of_scope", "nlu_fallback", "zh"),
        pair("out_of_scope", "greet", "zh", labelled=[{"entity": "date", "text": "today"}]),
    ]  # fmt: skip
    measured = report([labelled for labelled, _ in pairs], [understood for _, understood in pairs])
    assert measured["n"] == 4
    assert measured["intent_accuracy"] == 0.5
    assert measured["top3_accuracy"] == 1.0
    assert measured["out_of_scope"] == {"caught": 0.5, "false_alarms": 0.5}
    assert measured["by_language"]["zh"]["out_of_scope"] == {"caught": 0.5, "false_alarms": None}
    assert measured["entity_f1"] == 2 / 3
    assert measured["value_accuracy"] == {"price": {"n": 1, "right": 1, "accuracy": 1.0}}
    assert measured["by_intent"]["order_status"]["recall"] == 0.5
    assert measured["latency_ms"] == {"p50": 2.0, "p99": 2.0}
    assert "order_status taken for nlu_fallback" in format_report(measured)


def test_values_compare_amounts_as_decimals_and_the_rest_exactly() -> None:
    assert is_same_value(PRICE, {"amount": "3.20", "currency": "USD"})
    assert not is_same_value(PRICE, {"amount": "3.20", "currency": "EUR"})
    assert not is_same_value({"value": 5, "unit": "piece"}, {"value": 5, "unit": None})
    assert not is_same_value("ORD-100234", None)


def test_nothing_measured_is_none() -> None:
    measured = report([], [])
    assert measured["intent_accuracy"] is None
    assert measured["latency_ms"] == {"p50": None, "p99": None}
