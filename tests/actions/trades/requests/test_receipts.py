"""What is said back of a change in a request for several goods is exactly what has changed: no line that stays as it was is
named, and none that is other than before is left out."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from actions.dialogue.saying_back import say_changes
from actions.dialogue.tasks import TASKS
from actions.dialogue.turn import Turn
from actions.trades.requests.request_lines import read_shared_lines
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER

register_actions()
RENDERER = Renderer(load_catalogues())
GOODS = ("silk scarves", "tea cups", "umbrellas", "tote bags", "bar stools")
NOTES = ("in blue", "with logo", "boxed", "no plastic")
CODES = ("FDA", "BSCI", "CE")
CERTIFIED = re.compile(rf"with ({'|'.join(CODES)}|, )+ certification")
CORRECTS = {"correct": ("correct", 0.9)}
DROPS = {"drop": ("give_up", 0.9)}
Said = tuple[str, dict[str, tuple[str, float]], dict[str, Any]]
"""A message, its acts and its entities."""


@dataclass(frozen=True)
class Wish:
    """Holds what is wanted of one of the goods, or of all of them."""

    count: int = 0
    notes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    def joined(self, other: Wish) -> Wish:
        notes, codes = ((*mine, *theirs) for mine, theirs in ((self.notes, other.notes), (self.codes, other.codes)))
        return replace(self, notes=tuple(dict.fromkeys(notes)), codes=tuple(dict.fromkeys(codes)))


@dataclass(frozen=True)
class Draft:
    """Holds what a request is for: what is wanted of each of its goods, and of all of them."""

    goods: dict[str, Wish]
    whole: Wish = field(default_factory=Wish)

    @classmethod
    def of(cls, values: dict[str, Any]) -> Draft:
        lines = read_shared_lines(values)
        goods = {
            line.product: read(line.note, line.terms, int(line.quantity.value) if line.quantity else 0)
            for line in lines
        }
        return cls(goods, read(values.get("note"), values.get("terms") or {}))

    def pack(self) -> dict[str, Any]:
        """Returns the draft as the values of the task, where all that is wanted of the only goods is wanted of the whole
        request."""
        draft = self if len(self.goods) > 1 else self.as_one(next(iter(self.goods)))
        first, *others = [pack(name, wish) for name, wish in draft.goods.items()]
        own = {"product": first["product"], "quantity": first["quantity"], "also": others or None}
        more = {"line_note": first.get("note"), "line_terms": first.get("terms")}
        return {**own, **more, "note": "; ".join(draft.whole.notes) or None, "terms": pack_codes(draft.whole)}

    def as_one(self, name: str) -> Draft:
        """Returns the draft in which all that is wanted of these goods is wanted of the whole request."""
        return Draft({**self.goods, name: Wish(self.goods[name].count)}, self.whole.joined(self.goods[name]))


def read(note: str | None, terms: Any, count: int = 0) -> Wish:
    return Wish(count, tuple(note.split("; ")) if note else (), tuple(terms.get("certifications") or ()))


def pack(name: str, wish: Wish) -> dict[str, Any]:
    held = {"note": "; ".join(wish.notes), "terms": pack_codes(wish)}
    return {"product": name, "quantity": {"value": str(wish.count), "unit": "piece"}} | {
        key: value for key, value in held.items() if value
    }


def pack_codes(wish: Wish) -> dict[str, Any] | None:
    return {"certifications": list(wish.codes)} if wish.codes else None


def describe(name: str, wish: Wish, was: int | None = None) -> str:
    count = f"{was:,} pieces → {wish.count:,} pieces" if was else f"{wish.count:,} pieces"
    codes = [f"with {', '.join(wish.codes)} certification"] if wish.codes else []
    return f"{', '.join([name, *(['; '.join(wish.notes)] if wish.notes else []), *codes])} ({count})"


def expect(before: Draft, after: Draft) -> list[str]:
    """Returns the words for each difference between the drafts."""
    both = [name for name in before.goods if name in after.goods]
    if max(len(before.goods), len(after.goods)) == 1:
        ((name, was),), ((new, now),) = before.goods.items(), after.goods.items()
        names = [f"{name} → {new}"] if name != new else []
        counts = [f"{was.count:,} pieces → {now.count:,} pieces"] if was.count != now.count else []
        return [*names, *counts, *expect_of_all(before.whole, after.whole)]
    if 1 in (len(before.goods), len(after.goods)):
        before, after = before.as_one(both[0]), after.as_one(both[0])
    said = []
    for name, was in before.goods.items():
        now = after.goods.get(name)
        if now is None:
            said.append(f"without {describe(name, was)}")
        elif was == replace(now, count=was.count) != now:
            said.append(describe(name, now, was.count))
        elif was != now:
            said.append(f"{describe(name, was)} → {describe(name, now)}")
    said += [describe(name, now) for name, now in after.goods.items() if name not in before.goods]
    return [*said, *expect_of_all(before.whole, after.whole)]


def expect_of_all(before: Wish, after: Wish) -> Iterator[str]:
    for one, other, lead in ((before, after, "without "), (after, before, "")):
        if notes := [words for words in one.notes if words not in other.notes]:
            yield f"{lead}note: {'; '.join(notes)}"
    if codes := [code for code in after.codes if code not in before.codes]:
        yield f"with {', '.join(codes)} certification"


def render(words: list[Any]) -> list[str]:
    """Returns the words in English, with new certificates of the whole request together."""
    said = [RENDERER.value(each, "en") for each in words]
    codes = [each.removeprefix("with ").removesuffix(" certification") for each in said if CERTIFIED.fullmatch(each)]
    others = [each for each in said if not CERTIFIED.fullmatch(each)]
    return [*others, f"with {', '.join(codes)} certification"] if codes else others


def change(draft: Draft, dice: random.Random) -> Draft:
    """Returns the draft with one change of any kind."""
    goods = dict(draft.goods)
    name = dice.choice(list(goods))
    left = [each for each in GOODS if each not in goods]
    kind = dice.choice(("add", "remove", "count", "one", "all"))
    more = Wish(notes=(dice.choice(NOTES),)) if dice.random() < 0.6 else Wish(codes=(dice.choice(CODES),))
    if kind == "add" and left:
        goods[dice.choice(left)] = Wish(dice.randrange(20, 9000))
    elif kind == "remove" and len(goods) > 1:
        del goods[name]
    elif kind == "count":
        goods[name] = replace(goods[name], count=goods[name].count + dice.randrange(1, 500))
    elif kind == "one":
        goods[name] = goods[name].joined(more)
    elif kind == "all":
        return Draft(goods, draft.whole.joined(more))
    return Draft(goods, draft.whole)


def tell(before: Draft, after: Draft) -> list[str]:
    """Returns what is said back of the change."""
    task, turn = TASKS["request"], cast(Turn, SimpleNamespace(task=None))
    words, _ = say_changes(lambda given: task.describe(turn, given), before.pack(), after.pack(), task.compare)
    return render(words)


@pytest.mark.parametrize("seed", range(200))
def test_what_is_said_back_is_the_difference(seed: int) -> None:
    dice = random.Random(seed)
    draft = Draft({name: Wish(dice.randrange(20, 9000)) for name in dice.sample(GOODS, dice.randrange(1, 5))})
    for _ in range(8):
        after = draft
        for _ in range(dice.randrange(1, 4)):
            after = change(after, dice)
        if set(draft.goods) & set(after.goods):
            assert sorted(tell(draft, after)) == sorted(expect(Draft.of(draft.pack()), Draft.of(after.pack())))
            draft = Draft.of(after.pack())


def test_goods_that_stay_are_said_neither_to_go_nor_to_come() -> None:
    one = Draft({"umbrellas": Wish(1000)})
    two = Draft({"umbrellas": Wish(1000), "pens": Wish(5000, ("with logo",))})
    assert tell(two, one) == ["without pens, with logo (5,000 pieces)"]
    assert tell(one, two) == ["pens, with logo (5,000 pieces)"]
    assert tell(two, two) == []


def say_something(draft: Draft, dice: random.Random) -> Said:
    """Returns a message that changes the draft."""
    name, count = dice.choice(list(draft.goods)), {"value": dice.randrange(20, 9000), "unit": None}
    new = dice.choice([each for each in (*GOODS, "garden gnomes") if each not in draft.goods])
    wishes: list[Said] = [
        (f"no {name}", DROPS, {"product": name}),
        (f"forget the {name.split()[-1]}", DROPS, {}),
        (f"{name} {count['value']}", CORRECTS, {"product": name, "quantity": count}),
        (f"make the {name} {count['value']}", CORRECTS, {"product": name, "quantity": count}),
        (f"add {count['value']} {new}", ANSWER, {"product": new, "quantity": count}),
        (f"no {name}, and add {count['value']} {new}", CORRECTS, {"product": [name, new], "quantity": count}),
        (f"the {name} must be dark red", ANSWER, {"product": name}),
        (f"{name} with FDA", ANSWER, {"product": name, "certification": "FDA"}),
        ("logo in one colour on both", ANSWER, {}),
        ("all of them with BSCI", ANSWER, {"certification": "BSCI"}),
    ]
    return dice.choice(wishes)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("seed", range(12))
async def test_each_message_is_answered_with_what_it_has_changed(server: httpx.AsyncClient, seed: int) -> None:
    dice, chat = random.Random(seed), Chat(server, BUYER)
    await chat.says(
        "request_quote",
        "quotes for 500 silk scarves, 300 tea cups and 900 umbrellas",
        product=["silk scarves", "tea cups", "umbrellas"],
        quantity=[{"value": count, "unit": "piece"} for count in (500, 300, 900)],
        country={"country": "DE"},
    )
    for _ in range(10):
        before = dict(chat.values)
        words, acts, found = say_something(Draft.of(before), dice)
        answer = await chat.says("inform", words, acts=acts, **found)
        if not chat.values:
            break
        told = [
            reply["values"]["values"]["items"] for reply in answer.replies if reply["response"] == "utter_task_taken"
        ]
        said = render(told[0] if told else [])
        assert sorted(said) == sorted(expect(Draft.of(before), Draft.of(chat.values))), words
