"""Writes a message to somebody in the contact's own words, over several turns. Words that only introduce the message
("tell them that") are left out. The contact can add sentences, replace words, and ask for a kinder tone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.said.clauses import SIGNS, divide_clauses
from actions.dialogue.said.dictation import (
    Dictation,
    correct_figure,
    cut_money,
    cut_phrase,
    exchange_alike,
    find_meant,
    insert_words,
    is_money,
    swap_nearest,
    swap_words,
)
from actions.dialogue.tasks import CONFIRMED
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Name
from actions.replies import Value, lines, one_after_another, term

_MOST = 12
"""The most sentences of a message."""
_FEW_WORDS, _FEW_HAN = 8, 14
"""The most words and Chinese characters of a message that only asks for another tone, or only corrects a day or a
number."""
_NOTHING_ELSE = frozenset(("inform", "nlu_fallback", "out_of_scope", "contact_supplier", "affirm"))
_OF_WHAT_WORDS, _OF_WHAT_HAN = 3, 6
"""The most words and Chinese characters that only name the subject of a reminder: "the balance"."""
_OF = ("of ", "about ")
"""The beginnings of words that name the subject of a reminder, and are not the words to be passed on."""
_LEADS_ON = frozenset(("know", "that"))
"""Words that may stand between the name of the reader and the words to be passed on."""
_STEM, _LONG_STEM = 3, 5
"""The least number of first letters that two forms of a word have in common."""
_EMPTY = frozenset(
    ("all", "the", "and", "for", "any", "our", "you", "them", "with", "that", "this", "are", "not", "from")
)
"""Words that do not say what a sentence is about."""
_EXCUSES = frozenset(
    ("sorry", "oh sorry", "oops", "wait", "actually", "no sorry", "no wait", "说错了", "刚才说错了", "等下")
)
"""Words that take back what was said, if they stand before a comma."""
_LEADS = ("其实是", "其实", "应该是", "准确说是", "actually ", "i mean ", "it is actually ", "it's actually ")
"""Words that introduce a correction."""
_TAKES_TURN, _PROPOSES = ("那就", "那"), "约"
"""Words with which people take their turn, before a day: 那就周四吧; and the word that proposes a day."""
_GREETINGS = ("您好", "你好", "good day", "good morning", "good afternoon", "hello", "hi ", "hi,", "dear ")
_THANKS = ("谢", "感谢", "thank", "much appreciated")
"""Words by which a message shows that its tone is kind already."""
_KIND = {"zh": ("您好！", "麻烦您了，谢谢！"), "en": ("Good day,", "Thank you very much in advance.")}
"""The words with which a kind message begins and ends, by the language of the message."""
_KIND_TOLD = {
    "zh": "感谢您的理解，期待与您继续合作！",
    "en": "Thank you for your understanding; we look forward to working with you again.",
}
"""The words with which a kind message ends that tells of something gone wrong."""
_KINDER_STILL = "more"
"""The value of `is_kind` for a message that greets and thanks already, and is to be kinder still."""
_KINDER = {"zh": "有什么不方便的地方，请随时告诉我们。", "en": "Please let us know if anything stands in the way."}
"""The words that make a message kinder which greets and thanks already."""


def take_words(turn: Turn, known: Json, asked: str | None, *also: str) -> Json:
    """Returns the message (`words`, `is_kind`, `figures`) as the turn adds to it or changes it. Returns {} if the turn
    does neither. `also` are further intents of turns that add words."""
    said: list[str] = list(known.get("words") or [])
    if said and turn.dictation.steps:
        return _take_steps(turn, known)
    if said and (edited := edit_words(turn, said, dict(known.get("figures") or {}))):
        return edited
    dictated = turn.dictation
    if said and dictated.qualifies and not turn.edits:
        return {"words": [*said[:-1], qualify(said[-1], dictated.qualifies)], "figures": known.get("figures")}
    words, leads = dictated.words or turn.text.strip(), dictated.words not in ("", turn.text.strip())
    words = dictated.question if said and dictated.question and not leads else words
    words = _put_to_reader(words, dictated.figures.get("day"))
    if not words or len(said) >= _MOST or turn.edits or (said and dictated.changes_words and not leads):
        return {}  # words about the message are no part of it
    if asked == CONFIRMED and not (leads or adds_words(turn, *also)):
        return {}
    if not leads and (_asks_the_bot(turn, asked) or _only_answers(turn)):
        return {}
    return {"words": [*said, words], "figures": {**(known.get("figures") or {}), **dictated.figures}}


def qualify(sentence: str, words: str) -> str:
    """Returns the sentence with words that limit it before its last sign: "Could we offer you 27 inch, but only 50?"."""
    end = (
        "，您看可以吗？" if sentence.endswith("，您看可以吗？") else sentence[-1] if sentence[-1] in ".?!。？！" else ""
    )
    return f"{sentence.removesuffix(end)}{', ' if words.isascii() else '，'}{words}{end}"


def _take_steps(turn: Turn, known: Json) -> Json:
    """Returns the values of the message that change when all edits which the turn asks for are made, one after the
    other. Tells the contact which edits are not understood."""
    values, unread = dict(known), []
    for step in turn.dictation.steps:
        said: list[str] = list(values.get("words") or [])
        figures: Json = dict(values.get("figures") or {})
        adds = {"words": [*said, step.words], "figures": {**figures, **step.figures}}
        stepped = replace(turn, text=step.said, dictation=step, removals=(), edits=True)
        if found := adds if step.adds else edit_words(stepped, said, figures):
            values |= found
        else:
            unread.append(step.said)
    changed = {name: value for name, value in values.items() if known.get(name) != value}
    if changed and unread:
        turn.say(
            "utter_words_step_unread", {"words": one_after_another(term("note.words", words=step) for step in unread)}
        )
    return changed


def edit_words(turn: Turn, said: list[str], figures: Json) -> Json:
    """Returns the message that consists of the sentences `said` with the changes that the turn wants: other words
    instead, a word or a figure replaced, a part left out, or a kinder tone. Returns {} if the turn wants no such
    change, or if the sentences do not contain the part that it wants changed. `figures` are the day and the number that
    were said last."""
    dictated, brief = turn.dictation, is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    words = dictated.words or turn.text.strip()
    if dictated.is_instead:  # "no, say: …"
        return {"words": [words], "figures": dict(dictated.figures)}
    if dictated.insertion:
        placed = insert_words(said, dictated.insertion, figures)
        return {"words": placed, "figures": {**figures, **dictated.figures}} if placed else {}
    old, new = dictated.swap or turn.replaced or ("", "")
    old = find_meant(said, old, figures) or old
    if not dictated.adds and old and (swapped := swap_words(said, old, new)):
        kept = {name: new if value.casefold() == old.casefold() else value for name, value in figures.items()}
        return {"words": swapped, "figures": {**kept, **dictated.figures}}
    rest = None if dictated.adds else leave_out(turn, said)
    if rest is not None:
        then = [dictated.then] if dictated.then else []
        return {"words": [*rest, *then] or None}
    is_correction = brief and not (dictated.adds or turn.removals) and turn.acts.kind in ("correct", "no")
    if is_correction and (corrected := correct_figure(said, figures, dictated.figures)):
        return {"words": corrected, "figures": {**figures, **dictated.figures}}
    figure = dictated.figures.get("day") or dictated.figures.get("number")
    if is_correction and len(turn.denied) == 1 and figure and (swapped := swap_words(said, turn.denied[0], figure)):
        return {"words": swapped, "figures": {**figures, **dictated.figures}}  # 是12月5号不是月底
    is_correction = is_correction and turn.acts.kind == "correct" and not (dictated.changes_words or dictated.is_polite)
    told = _without_excuse(turn.text.strip())
    is_one_clause = not any(sign in told for sign in SIGNS)
    anew = dictated.anew or (told if is_correction and is_one_clause else "")
    if anew and not dictated.adds and (exchanged := exchange_alike(said, anew)):
        return {"words": exchanged, "figures": {**figures, **dictated.figures}}
    if dictated.anew and not dictated.adds and (swapped := swap_nearest(said, dictated.anew)):
        return {"words": swapped, "figures": {**figures, **dictated.figures}}  # "sorry 320" after "300 of 500 done"
    if dictated.begins_again and words != turn.text.strip():  # "I mean, ask them whether …"
        return {"words": [*said[:-1], words], "figures": {**figures, **dictated.figures}}
    if not (dictated.is_polite and brief):
        return {}
    return {"is_kind": True if compose({"words": said, "is_kind": True}) != said else _KINDER_STILL}


def _put_to_reader(words: str, day: str | None) -> str:
    """Returns the words without 那 at their beginning, with which people take their turn, and 那约周四下午送 as a
    question for the reader: 周四下午送，可以吗？"""
    lead = next((lead for lead in _TAKES_TURN if words.startswith(lead)), "")
    after = words[len(lead) :]
    if day and after.startswith(_PROPOSES + day):
        return f"{after.removeprefix(_PROPOSES)}，可以吗？"
    return after if lead and day and after.startswith(day) else words


def _without_excuse(text: str) -> str:
    """Returns the text without a word such as "sorry" before its first comma, and without 其实是 at its beginning."""
    before, sign, rest = text.replace("，", ",").partition(",")
    told = rest.strip() if sign and before.strip().casefold() in _EXCUSES else text
    lead = next((lead for lead in _LEADS if told.casefold().startswith(lead)), "")
    return told[len(lead) :].strip()


def leave_out(turn: Turn, said: Sequence[str]) -> list[str] | None:
    """Returns the sentences without the parts that the turn wants left out: a sentence that it names by its place, or
    all that speak of a certain thing. If a sentence has several clauses, only the clause that speaks of the thing is
    left out. Returns None if there is no such part."""
    if said and (place := turn.dictation.place):
        return _without_end(said, is_first=place == "first")
    names = [*turn.dictation.gone, *turn.removals]
    if said and any(is_money(name) for name in names) and (cut := [cut_money(each) for each in said]) != list(said):
        return cut  # "leave the amount out"
    gone = find_left_out(said, names)
    if not gone:
        return None
    rest = [_without_clauses(sentence, names) if sentence in gone else sentence for sentence in said]
    return [sentence for sentence in rest if sentence]


def _without_end(said: Sequence[str], *, is_first: bool) -> list[str] | None:
    """Returns the sentences without the first or the last one. If there is only one sentence, returns it without its
    first or last clause. Returns None if it has only one clause."""
    if len(said) > 1:
        return list(said[1:] if is_first else said[:-1])
    clauses = [(words, sign) for words, sign in divide_clauses(said[0]) if words.strip()]
    if len(clauses) < 2:
        return None
    return [_join(clauses[1:] if is_first else clauses[:-1])]


def _join(clauses: Sequence[tuple[str, str]]) -> str:
    return "".join((*(words + sign for words, sign in clauses[:-1]), clauses[-1][0])).strip()


def _without_clauses(sentence: str, names: Sequence[str]) -> str:
    """Returns the sentence without its clauses that speak of one of `names`; "" if none is left."""
    clauses = divide_clauses(sentence)
    gone = find_left_out([words for words, _ in clauses], names)
    if len(clauses) == 1 and (rest := cut_phrase(sentence, names)):
        return rest
    kept = [(words, sign) for words, sign in clauses if words not in gone]
    if len(kept) == len(clauses) or not kept:
        return ""
    return _join(kept)


def find_left_out(said: Sequence[str], removals: Sequence[str]) -> list[str]:
    """Returns the sentences that speak of a thing in `removals`: "the price must go up" for "forget the price", and
    能不能先付 30% for 付款那句先别提."""
    exact = [sentence for sentence in said if any(name.casefold() in sentence.casefold() for name in removals)]
    return exact or [sentence for sentence in said if any(_speaks_of(sentence, name) for name in removals)]


def _speaks_of(sentence: str, name: str) -> bool:
    """Returns whether a sentence has half of the Chinese characters of a name, or a word that begins like a word of the
    name: "pay" for "the payment", "engraved" for "the engraving"."""
    han = [letter for letter in name if "\u3400" <= letter <= "\u9fff"]
    if len(han) > 1:
        return 2 * sum(letter in sentence for letter in han) >= len(han)
    named = [word for word in name.casefold().split() if len(word) >= _STEM and word not in _EMPTY]
    said = [word.strip(".,;:!?") for word in sentence.casefold().split() if len(word) >= _STEM]
    return any(_is_akin(word, other) for word in said for other in named)


def _is_akin(one: str, other: str) -> bool:
    """Returns whether one word begins with the other, or both begin with the same several letters."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return common == min(len(one), len(other)) or common >= max(_LONG_STEM, max(len(one), len(other)) - _STEM)


def _asks_the_bot(turn: Turn, asked: str | None) -> bool:
    """Returns whether a message after the summary asks something. Such a question is for the bot, unless it continues
    the message to the other side: "and a week later is ok, too?"."""
    return asked == CONFIRMED and turn.asks and turn.acts.kind in ("ask", "wish") and not goes_on(turn)


def goes_on(turn: Turn) -> bool:
    """Returns whether words that no other function answers continue the message that is being written: they begin with
    "and" and contain "also", or contain 再问."""
    return "goes_on" in turn.topics and turn.intent in _NOTHING_ELSE


def _only_answers(turn: Turn) -> bool:
    """Returns whether the message only answers the bot, as "yes, send it" does, and has no words to pass on."""
    is_answer = turn.intent in ("affirm", "deny", "cancel", "goodbye") and turn.acts.kind not in ("value", "correct")
    agrees = turn.intent == "affirm" and turn.cues.assents
    return turn.cues.sends or agrees or (is_answer and is_brief(turn.text, _FEW_WORDS, _FEW_HAN))


def strip_reader(dictated: Dictation, name: Name) -> str:
    """Returns the words for the reader, whom the message calls by a part of `name`: "we need them by Friday" for "tell
    chengdu silk we need them by Friday". Returns "" if the message does not call the reader so, or only names a
    subject."""
    whom, parts = dictated.whom.casefold(), {part.strip(".,") for part in name.en.casefold().split()}
    is_called = whom in parts or any(whom[at : at + 2] in name.zh for at in range(len(whom) - 1))
    told = dictated.told.split(" ")
    while len(told) > 1 and told[0].casefold().strip(":,.") in parts | _LEADS_ON:
        told = told[1:]
    words = " ".join(told)
    is_subject = words.startswith(_OF) and is_brief(words, _OF_WHAT_WORDS, _OF_WHAT_HAN)
    return words if is_called and not is_subject else ""


def only_reminds(turn: Turn) -> bool:
    """Returns whether the message asks to remind somebody without giving the words of the reminder: 催他一下, "remind
    them of the balance", "remind him politely about the balance, not pushy"."""
    dictated = turn.dictation
    words = dictated.words if dictated.words != turn.text.strip() else ""
    of_what = words.startswith(_OF) or (dictated.is_polite and bool(turn.topics & {"to_pay", "owed"}))
    says_how = words and not is_brief(words, _OF_WHAT_WORDS, _OF_WHAT_HAN) and not of_what
    return dictated.reminds and not (dictated.is_message or says_how)


def adds_words(turn: Turn, *also: str) -> bool:
    """Returns whether a message after the summary adds to the words that a task has collected, instead of answering or
    asking something. `also` are further intents of messages that add words."""
    return turn.acts.share("value", "correct", "condition") > 0.4 or turn.intent in ("inform", *also)


def compose(values: Json) -> list[str]:
    """Returns the sentences of the message in the form in which its reader gets them."""
    said: list[str] = list(values.get("words") or [])
    if not said or not values.get("is_kind"):
        return said
    greeting, thanks = _KIND["zh" if any("\u3400" <= sign <= "\u9fff" for sign in "".join(said)) else "en"]
    thanks = _KIND_TOLD["zh" if thanks == _KIND["zh"][1] else "en"] if values.get("told") else thanks
    greets, is_thankful = (
        said[0].casefold().startswith(_GREETINGS),
        any(word in sentence.casefold() for sentence in said for word in _THANKS),
    )
    kind = [*([] if greets else [greeting]), *said, *([] if is_thankful else [thanks])]
    if values["is_kind"] == _KINDER_STILL and kind == said:
        return [*said, _KINDER["zh" if greeting == _KIND["zh"][0] else "en"]]
    return kind


def quote_words(values: Json) -> Value:
    """Returns the sentences of the message, each in quotation marks."""
    return lines(term("note.words", words=words) for words in compose(values))


def say_day(language: str, day: dt.date) -> str:
    """Returns the day as it is written in that language, in words for somebody else."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%b} {day.year}"
