from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from nlu.understanding.names.lexicon import DIRECTORY, Lexicon
from nlu.understanding.names.listed import ListedNames


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def found(lexicon: Lexicon, text: str) -> list[tuple[str, str, object]]:
    return [(find.entity, text[find.start : find.end], find.value) for find in lexicon.find(text) if find.sure]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发到汉堡", ("country", "汉堡", {"country": "DE", "city": "Hamburg"})),
        ("送德国汉堡港口", ("country", "德国汉堡", {"country": "DE", "city": "Hamburg"})),
        ("ship to Jebel Ali", ("country", "Jebel Ali", {"country": "AE", "city": "Jebel Ali"})),
        ("寄香港", ("country", "香港", {"country": "HK", "city": None})),
        ("from Sichuan", ("region", "Sichuan", {"province": "CN-SC", "city": None})),
        ("江西景德镇的厂", ("region", "江西景德镇", {"province": "CN-JX", "city": "Jingdezhen"})),
        ("走順豐", ("carrier", "順豐", "SF Express")),
        ("DHL6612009834", ("carrier", "DHL", "DHL")),
        ("two wooden spoons pls", ("product", "wooden spoons", "wooden spoon")),
        ("要有机认证", ("certification", "有机认证", "ORGANIC")),
        ("with iso9001", ("certification", "iso9001", "ISO 9001")),
        ("shipping to Norway", ("country", "Norway", {"country": "NO", "city": None})),
    ],
)
def test_names(lexicon: Lexicon, text: str, expected: tuple[str, str, object]) -> None:
    assert expected in found(lexicon, text)


@pytest.mark.parametrize("text", ["send it to us", "hamburgers", "this is the one", "ce sont", "Indianapolis"])
def test_words_that_only_look_like_names(lexicon: Lexicon, text: str) -> None:
    assert [name for name in found(lexicon, text) if name[0] != "product"] == []


def test_inner_mongolia_is_not_mongolia(lexicon: Lexicon) -> None:
    assert [name[0] for name in found(lexicon, "cashmere from Inner Mongolia") if name[0] != "product"] == ["region"]


def test_without_the_marketplace_the_rest_is_known(tmp_path: Path) -> None:
    for path in DIRECTORY.glob("*.yml"):
        shutil.copy(path, tmp_path)
    assert found(Lexicon.load(tmp_path), "to Lagos")[0][0] == "country"


def test_the_marketplace_s_names(tmp_path: Path) -> None:
    for path in DIRECTORY.glob("*.yml"):
        shutil.copy(path, tmp_path)
    listed = {
        "products": [{"en": "porcelain tea set", "zh": "瓷茶具"}],
        "suppliers": [{"en": "Chengdu Silk Road Textile Co., Ltd.", "zh": "成都丝路纺织有限公司"}],
    }
    (tmp_path / "marketplace.json").write_text(json.dumps(listed), encoding="utf-8")
    lexicon = Lexicon.load(tmp_path)
    assert ("product", "porcelain tea sets", "porcelain tea set") in found(lexicon, "200 porcelain tea sets")
    assert ("company", "Chengdu Silk Road Textile", "Chengdu Silk Road Textile Co., Ltd.") in found(
        lexicon, "is Chengdu Silk Road Textile ok"
    )
    assert ("company", "成都丝路纺织", "成都丝路纺织有限公司") in found(lexicon, "成都丝路纺织怎么样")


def test_a_running_bot_follows_the_names_of_its_catalogue(lexicon: Lexicon) -> None:
    listed = ListedNames()
    text = "200 zither stands, porcelain tea sets and from Sichuan"
    assert listed.add_to(lexicon.find(text), text) == lexicon.find(text)
    listed.replace("v1", {"products": [{"en": "Zither stand", "zh": "古筝架"}], "suppliers": []})
    added = [one for one in listed.add_to(lexicon.find(text), text) if one not in lexicon.find(text)]
    assert [(one.entity, text[one.start : one.end], one.sure) for one in added] == [("product", "zither stands", True)]
    assert [one.value for one in listed.add_to([], "有古筝架吗")] == ["古筝架"]
    listed.replace("v2", {"products": [], "suppliers": []})
    assert listed.add_to([], "zither stands") == []
