"""What the reports are made of: samples of the training data, pictures, sections of a document."""

from __future__ import annotations

import json
import struct
from collections import Counter
from pathlib import Path

import pytest

from nlu.measuring import compare, cross_validate, figures, learning_curve
from nlu.measuring.document import format_cell, format_table, write_section
from nlu.measuring.picture import confusion_counts, draw_confusions, draw_curve
from nlu.measuring.samples import Sample, load_samples, split_into_folds, take_share, to_labelled, write
from nlu.measuring.scores import Labelled, Understood, report
from nlu.model import ROOT


def understood(intent: str) -> Understood:
    return Understood(intent, [intent], [], 1.0)


def utterances(*wanted: str) -> list[Labelled]:
    return [Labelled(f"text {number}", "en", intent, []) for number, intent in enumerate(wanted)]


def size(png: Path) -> tuple[int, int]:
    head = png.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


@pytest.fixture(scope="module")
def everything() -> list[Sample]:
    return load_samples()


def per_group(examples: list[Sample]) -> Counter[tuple[str, str]]:
    return Counter((example.language, example.intent) for example in examples)


def test_folds_are_disjoint_whole_and_even(everything: list[Sample]) -> None:
    parts = split_into_folds(everything, 5)
    assert sorted(id(one) for part in parts for one in part) == sorted(id(one) for one in everything)
    groups = [per_group(part) for part in parts]
    for key, count in per_group(everything).items():
        shares = [group[key] for group in groups]
        assert max(shares) - min(shares) <= 1, (key, count)


def test_a_fraction_keeps_every_language_and_intent_and_grows(everything: list[Sample]) -> None:
    eighth, half = take_share(everything, 1 / 8), take_share(everything, 1 / 2)
    assert per_group(eighth).keys() == per_group(everything).keys()
    assert {id(one) for one in eighth} < {id(one) for one in half}
    assert len(half) == pytest.approx(len(everything) / 2, rel=0.02)
    assert len(take_share(everything, 1.0)) == len(everything)


def test_what_is_written_is_what_was_read(everything: list[Sample], tmp_path: Path) -> None:
    some = take_share(everything, 1 / 20)
    for language in ("en", "zh"):
        folder = tmp_path / "nlu" / language
        folder.mkdir(parents=True)
        write([one for one in some if one.language == language], folder / "nlu.yml")

    def content(examples: list[Sample]) -> list[str]:
        return sorted(json.dumps(vars(to_labelled(example)), sort_keys=True) for example in examples)

    assert content(load_samples(tmp_path)) == content(some)


def test_confusions_are_counted_and_drawn(tmp_path: Path) -> None:
    wanted = utterances("greet", "greet", "greet", "thank", "out_of_scope")
    got = [understood(name) for name in ("greet", "thank", "nlu_fallback", "thank", "nlu_fallback")]
    measured = report(wanted, got)
    rows, columns, counts = confusion_counts(measured)
    assert rows == ["greet", "out_of_scope", "thank"]
    assert columns == [*rows, "nlu_fallback"]
    assert counts == [[1, 0, 1, 1], [0, 1, 0, 0], [0, 0, 1, 0]]
    assert {pair["taken_for"]: pair["texts"] for pair in measured["confusions"]} == {
        "thank": ["text 1"],
        "nlu_fallback": ["text 2"],
    }
    draw_confusions(measured, tmp_path / "report.png")
    assert min(size(tmp_path / "report.png")) > 100


def test_nothing_measured_has_a_picture_too(tmp_path: Path) -> None:
    draw_confusions(report([], []), tmp_path / "report.png")
    assert min(size(tmp_path / "report.png")) > 100


def test_the_curve_says_what_the_last_doubling_gained(tmp_path: Path) -> None:
    points = [
        {"n": count, "cpu_s": 1.0, "accuracy": {"dev en": share}, "entity_f1": {"dev en": None}}
        for count, share in ((1000, 0.9), (2000, 0.925))
    ]
    assert "dev en +2.5" in learning_curve.format_section(points)
    draw_curve(points, tmp_path / "curve.png")
    assert min(size(tmp_path / "curve.png")) > 100


def test_each_fold_is_measured_by_the_others(everything: list[Sample], monkeypatch: pytest.MonkeyPatch) -> None:
    parts = split_into_folds(take_share(everything, 1 / 20), 2)

    def parrot(training: list[Sample], wanted: list[Labelled]) -> list[Understood]:
        known = {example.message.get("text") for example in training}
        assert not known & {example.text for example in wanted} - shared
        return [understood("greet" if example.language == "en" else example.intent) for example in wanted]

    texts = [{example.message.get("text") for example in part} for part in parts]
    shared = texts[0] & texts[1]
    monkeypatch.setattr(cross_validate, "_train_and_understand", parrot)
    measured = cross_validate.cross_validate(parts)
    assert measured["n"] == sum(len(part) for part in parts)
    assert len(measured["folds"]) == 2
    assert measured["by_language"]["zh"]["intent_accuracy"] == 1
    assert 0 < measured["by_language"]["en"]["intent_accuracy"] < 0.2
    assert "| zh |" in cross_validate.format_section(measured)


def test_rare_confusions_are_counted_together() -> None:
    wanted = utterances("greet", "greet", "thank", "deny")
    measured = report(wanted, [understood(name) for name in ("thank", "thank", "deny", "thank")])
    assert figures.format_confusions(measured, 1).endswith("| greet taken for thank | 2 |\n| all others | 2 |")
    assert "| dev en | 4 | 0.000 |" in figures.format_section({"dev": measured})


def test_the_peer_is_what_rasa_sets_up() -> None:
    import rasa.engine.recipes
    import yaml

    default = Path(rasa.engine.recipes.__file__).parent / "config_files" / "default_config.yml"
    _, peer = compare.configure_pipelines()
    assert peer.config["pipeline"] == yaml.safe_load(default.read_text(encoding="utf-8"))["pipeline"]
    assert {one["epochs"] for one in compare.configure_pipelines(7)[1].config["pipeline"] if "epochs" in one} == {7}


def test_a_kept_model_is_not_taken_for_another() -> None:
    ours, peer = compare.configure_pipelines()
    names = {compare.find_trained(one, data)[0] for one in (ours, peer) for data in (b"a", b"b")}
    names |= {compare.find_trained(compare.configure_pipelines(50)[1], b"a")[0]}
    assert len(names) == 5
    assert compare.find_trained(compare.configure_pipelines()[1], b"a") == compare.find_trained(peer, b"a")


def test_the_comparison_stands_side_by_side() -> None:
    wanted = utterances("greet", "thank")
    column = {"training_cpu_s": 1234.5, "rss_mb": 700.2, "cpu_ms": 3.25}
    result = {
        "conditions": {"trained_on": 9000, "peer_epochs": 100, "n": 2, "tested_on": "dev.jsonl", "measured": "today"},
        "pipelines": {
            "Caravan": {**column, "report": report(wanted, [understood("greet"), understood("thank")])},
            "rasa init": {**column, "report": report(wanted, [understood("greet"), understood("greet")])},
        },
    }
    text = compare.format_section(result)
    assert "| intent accuracy | 1.000 | 0.500 |" in text
    assert "| training, CPU s | 1,234 | 1,234 |" in text
    assert "9,000 examples, the peer for 100 epochs" in text


def test_a_section_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    document = tmp_path / "nlu.md"
    document.write_text("before\n<!-- curve -->\nold\n<!-- /curve -->\nafter\n", encoding="utf-8")
    write_section("curve", "new\n", document)
    write_section("curve", "newer", document)
    assert document.read_text(encoding="utf-8") == "before\n<!-- curve -->\nnewer\n<!-- /curve -->\nafter\n"
    with pytest.raises(ValueError, match="no section figures"):
        write_section("figures", "new", document)


def test_the_document_has_the_sections_that_commands_write() -> None:
    text = (ROOT / "docs" / "nlu.md").read_text(encoding="utf-8")
    for name in ("data", "figures", "cross-validation", "learning-curve", "comparison"):
        assert f"<!-- {name} -->" in text
        assert f"<!-- /{name} -->" in text


def test_cells() -> None:
    assert [format_cell(cell) for cell in (None, 0.98765, 12.34, 9243, "dev")] == ["–", "0.988", "12.3", "9,243", "dev"]
    assert format_table(["", "a"], [["x", 1.0]]) == "|  | a |\n| --- | ---: |\n| x | 1.000 |"
