from __future__ import annotations

from pathlib import Path

from nlu.measuring.samples import load_samples, take_share, to_labelled, write
from nlu.measuring.trial import train_pipeline, understand_texts
from nlu.model import ROOT

ALL_EXCHANGES = "nlu.understanding.situation.act_ranker.SituatedClassifier"
ONLY_SAMPLES = "nlu.understanding.intents.intent_classifier.BilingualIntentClassifier"
"""Classifies intents as `ALL_EXCHANGES` does, which also learns the acts from all exchanges, for two minutes, however few the samples."""


def test_a_pipeline_is_trained_and_asked_in_processes_of_its_own(tmp_path: Path) -> None:
    some = take_share(load_samples(), 1 / 40)
    write(some, tmp_path / "nlu.yml")
    config = tmp_path / "config.yml"
    config.write_text((ROOT / "config.yml").read_text().replace(ALL_EXCHANGES, ONLY_SAMPLES))
    assert ONLY_SAMPLES in config.read_text()
    cpu_s = train_pipeline(config, tmp_path / "nlu.yml", tmp_path / "model.tar.gz")
    wanted = [to_labelled(example) for example in some[:40]]
    run = understand_texts(tmp_path / "model.tar.gz", wanted, tmp_path)
    assert 1 < cpu_s < 600
    assert 100 < run.rss_mb < 900
    assert run.cpu_ms > 0
    right = sum(example.intent == said.intent for example, said in zip(wanted, run.understood, strict=True))
    assert right > len(wanted) / 2  # of what it was trained on
    assert all(said.milliseconds > 0 and said.intent in (said.ranking[0], "nlu_fallback") for said in run.understood)
