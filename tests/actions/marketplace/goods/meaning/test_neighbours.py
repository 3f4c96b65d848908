"""Terms, their vectors and their nearest neighbours, without a database."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from actions.marketplace.goods.meaning import neighbours
from actions.marketplace.goods.meaning.encoder import SIZE, Encoder
from actions.marketplace.goods.meaning.neighbours import Neighbours
from actions.marketplace.goods.meaning.terms import Term, Terms, term


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return Encoder(tmp_path_factory.mktemp("encoder"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("White porcelain cup, 180 ml", "porcelain cup"),
        ("白瓷茶杯 180毫升", "白瓷茶杯"),
        ("Red cotton T-shirt for men", "cotton tshirt"),
        ("24 inch monitor, QHD", "monitor"),
        ("", ""),
    ],
)
def test_a_term_is_what_the_goods_are_called(name: str, said: str) -> None:
    assert term(name) == said


def test_terms_know_the_name_in_the_other_language_and_the_frequent_stay(tmp_path: Path) -> None:
    one, other = Terms(), Terms()
    one.add("Porcelain cup", "瓷杯", times=3)
    one.add_lines("mug\ntea cup", "马克杯\n茶杯")
    other.add("Porcelain cup", "瓷杯")
    other.add("Kite", "")
    for number, terms in enumerate((one, other)):
        terms.save(tmp_path / f"{number}")
    whole = Terms.joined([tmp_path / "0", tmp_path / "1"])
    assert [tuple(term)[:3] for term in whole.most_frequent(2)] == [
        ("porcelain cup", "Porcelain cup", "瓷杯"),
        ("瓷杯", "瓷杯", "Porcelain cup"),
    ]
    every = {term.text: term for term in whole.most_frequent()}
    assert every["kite"][:3] == ("kite", "Kite", "")
    assert every["茶杯"][:3] == ("茶杯", "茶杯", "tea cup")
    assert every["mug"].group == every["茶杯"].group != every["kite"].group


def test_the_table_lies_on_disk_without_a_name_and_gives_the_same_vectors(tmp_path: Path, encoder: Encoder) -> None:
    again = Encoder(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert isinstance(again._use._model.table, np.memmap)
    unwritable = Encoder(Path("/proc/nowhere"))
    assert not isinstance(unwritable._use._model.table, np.memmap)
    texts = ["power bank", "充电宝"]
    assert np.array_equal(again.vectors(texts), encoder.vectors(texts))
    assert np.array_equal(unwritable.vectors(texts), encoder.vectors(texts))


def test_meanings_meet_across_languages(tmp_path: Path, encoder: Encoder) -> None:
    names = ["power bank", "充电宝", "tea cup", "forklift", "羊绒衫"]
    neighbours.build(tmp_path, [Term(name, name, "") for name in names], neighbours.encode(encoder, names))
    opened = Neighbours.open(tmp_path)
    assert opened is not None
    [vector] = encoder.vectors(["cashmere sweater"])
    assert opened.nearest(vector, 1)[0].term.text == "羊绒衫"
    [vector] = encoder.vectors(["tea cup"])
    found = opened.nearest(vector, 2)
    assert found[0].term.text == "tea cup"
    assert found[0].likeness == pytest.approx(1.0, abs=0.02)
    assert found[1].likeness < found[0].likeness


def test_groups_find_nearly_what_reading_all_would(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    centres = random.standard_normal((300, SIZE))
    cloud = centres[random.integers(0, 300, 20_000)] + 0.7 * random.standard_normal((20_000, SIZE))
    cloud /= np.linalg.norm(cloud, axis=1, keepdims=True)
    vectors = np.clip(np.rint(cloud * 508), -127, 127).astype(np.int8)
    neighbours.build(tmp_path, [Term(str(number), str(number), "") for number in range(20_000)], vectors)
    opened = Neighbours.open(tmp_path)
    assert opened is not None
    shared = 0
    for number in range(0, 20_000, 400):
        wanted = cloud[number].astype(np.float32)
        exact = set(np.argsort(-(vectors.astype(np.float32) @ wanted))[:20].tolist())
        shared += len(exact & {int(found.term.text) for found in opened.nearest(wanted, 20)})
    assert shared / (50 * 20) >= 0.9


def test_a_catalogue_of_nothing_has_no_neighbours(tmp_path: Path, encoder: Encoder) -> None:
    neighbours.build(tmp_path, [], neighbours.encode(encoder, []))
    opened = Neighbours.open(tmp_path)
    assert opened is not None
    assert opened.nearest(encoder.vectors(["tea"])[0], 5) == []
