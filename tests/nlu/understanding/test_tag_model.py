"""How entities are learned."""

from __future__ import annotations

from pathlib import Path

from nlu.understanding.entities.tag_model import TaggedText, TagModel

PRODUCTS = ["red mugs", "cups", "rain boots", "yoga mats", "steel pots"]
TEXTS = [f"please find {product} for {buyer}" for product in PRODUCTS for buyer in ("me", "us", "my shop")]
EXAMPLES = [TaggedText(text, [], [("product", 12, text.index(" for "))]) for text in TEXTS]


def test_the_order_of_the_examples_changes_nothing(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("forwards", "backwards")]
    for folder, examples in zip(folders, (EXAMPLES, EXAMPLES[::-1]), strict=True):
        folder.mkdir()
        TagModel.fit(examples, folder)
    files = [{path.name: path.read_bytes() for path in folder.glob("*.crf")} for folder in folders]
    assert files[0] == files[1]


def test_what_was_learned_is_seen_in_other_words(tmp_path: Path) -> None:
    model = TagModel.fit([*EXAMPLES, TaggedText("🙂", [], []), TaggedText(" ", [], [])], tmp_path)
    text = "please find wooden spoons for us"
    assert model.tag(text, []) == [("product", 12, 25)]
    assert TagModel.load(tmp_path).tag(text, []) == [("product", 12, 25)]
    assert model.tag("", []) == []
