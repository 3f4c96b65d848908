"""Writes a message for somebody in the contact's own words, over several turns: the words that lead to it are left out, one
sentence more is added, a word is exchanged for another, and the tone is made kinder."""

from __future__ import annotations

from collections.abc import Sequence

from actions.cues.answering import sends
from actions.cues.brief import is_brief
from actions.dialogue.agreement import is_assent
from actions.dialogue.dictation import correct_figure, swap_words
from actions.dialogue.discourse import Json
from actions.dialogue.tasks import CONFIRMED
from actions.dialogue.turn import Turn
from actions.replies import Value, lines, term

_MOST = 12
"""The most sentences of a message."""
_FEW_WORDS, _FEW_HAN = 8, 14
"""How long a message may be that only asks for another tone, or only corrects a day or a number."""
_NOTHING_ELSE = frozenset(("inform", "nlu_fallback", "out_of_scope", "contact_supplier", "affirm"))
_OF_WHAT_WORDS, _OF_WHAT_HAN = 3, 6
"""How many words say no more than of what somebody shall be reminded: "the balance"."""
_OF = ("of ", "about ")
"""How words begin that say of what somebody shall be reminded, and not what they shall read."""
_STEM = 3
"""The fewest letters that two forms of a word share."""
_KIND = {"zh": ("您好！", "麻烦您了，谢谢！"), "en": ("Good day,", "thank you very much in advance.")}
"""The words with which a kind message begins and ends, by the language of the message."""


def take_words(turn: Turn, known: Json, asked: str | None, *also: str) -> Json:
    """Returns the message (`words`, `is_kind`, `figures`) with what the turn adds to it or changes in it, or {} when it
    does neither. `also` are further intents of turns that add."""
    said: list[str] = list(known.get("words") or [])
    dictated, brief = turn.dictation, is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    words = dictated.words or turn.text.strip()
    figures: Json = dict(known.get("figures") or {})
    if said and dictated.is_instead:  # "no, say: …"
        return {"words": [words], "figures": dict(dictated.figures)}
    if said and not dictated.adds and dictated.swap and (swapped := swap_words(said, *dictated.swap)):
        old, new = dictated.swap
        kept = {name: new if value.casefold() == old.casefold() else value for name, value in figures.items()}
        return {"words": swapped, "figures": {**kept, **dictated.figures}}
    corrects = said and brief and not dictated.adds and turn.acts.kind in ("correct", "no")
    if corrects and (corrected := correct_figure(said, figures, dictated.figures)):
        return {"words": corrected, "figures": {**figures, **dictated.figures}}
    gone = find_left_out(said, turn.removals)
    if gone and not dictated.adds and (rest := [sentence for sentence in said if sentence not in gone]):
        return {"words": rest}
    leads = words != turn.text.strip()
    if said and dictated.begins_again:  # "I mean, ask them whether …"
        return {"words": [*said[:-1], words], "figures": {**figures, **dictated.figures}}
    if said and dictated.is_polite and brief:
        return {"is_kind": True}
    if not words or len(said) >= _MOST or (asked == CONFIRMED and not (leads or adds_words(turn, *also))):
        return {}
    if not leads and (_asks_the_bot(turn, asked) or _only_answers(turn)):
        return {}
    return {"words": [*said, words], "figures": {**figures, **dictated.figures}}


def find_left_out(said: Sequence[str], removals: Sequence[str]) -> list[str]:
    """Returns the sentences that speak of what is to be left out: "the price must go up" for "forget the price", and 能不能先付
    30% for 付款那句先别提."""
    exact = [sentence for sentence in said if any(name.casefold() in sentence.casefold() for name in removals)]
    return exact or [sentence for sentence in said if any(_speaks_of(sentence, name) for name in removals)]


def _speaks_of(sentence: str, name: str) -> bool:
    """Returns whether a sentence has half of the Chinese characters of a name, or a word with which one of its words begins:
    "pay" for "the payment"."""
    han = [letter for letter in name if "\u3400" <= letter <= "\u9fff"]
    if len(han) > 1:
        return 2 * sum(letter in sentence for letter in han) >= len(han)
    named = [word for word in name.casefold().split() if len(word) >= _STEM]
    said = [word.strip(".,;:!?") for word in sentence.casefold().split() if len(word) >= _STEM]
    return any(word.startswith(other) or other.startswith(word) for word in said for other in named)


def _asks_the_bot(turn: Turn, asked: str | None) -> bool:
    """Returns whether a message after the summary asks something. Such a question is for the bot, unless it goes on with the
    message: "and a week later is ok, too?"."""
    return asked == CONFIRMED and turn.asks and turn.acts.kind in ("ask", "wish") and not goes_on(turn)


def goes_on(turn: Turn) -> bool:
    """Returns whether words that nothing else answers go on with a message that is being written: they begin with "and" and
    have an "also", or 再问."""
    return "goes_on" in turn.topics and turn.intent in _NOTHING_ELSE


def _only_answers(turn: Turn) -> bool:
    """Returns whether the message only answers the bot, as "yes, send it" does, and has nothing to pass on."""
    is_answer = turn.intent in ("affirm", "deny", "cancel", "goodbye") and turn.acts.kind not in ("value", "correct")
    agrees = turn.intent == "affirm" and is_assent(turn.text)
    return sends(turn.text) or agrees or (is_answer and is_brief(turn.text, _FEW_WORDS, _FEW_HAN))


def only_reminds(turn: Turn) -> bool:
    """Returns whether the message wants somebody to be reminded of something without saying how: 催他一下, "remind them of
    the balance"."""
    dictated = turn.dictation
    words = dictated.words if dictated.words != turn.text.strip() else ""
    says_how = words and not is_brief(words, _OF_WHAT_WORDS, _OF_WHAT_HAN) and not words.startswith(_OF)
    return dictated.reminds and not (dictated.is_message or says_how)


def adds_words(turn: Turn, *also: str) -> bool:
    """Returns whether a message after the summary adds to the words that a task has collected, instead of answering or
    asking something. `also` are further intents of messages that add."""
    return turn.acts.share("value", "correct", "condition") > 0.4 or turn.intent in ("inform", *also)


def compose(values: Json) -> list[str]:
    """Returns the sentences of the message as its reader gets them."""
    said: list[str] = list(values.get("words") or [])
    if not said or not values.get("is_kind"):
        return said
    greeting, thanks = _KIND["zh" if any("\u3400" <= sign <= "\u9fff" for sign in "".join(said)) else "en"]
    return [greeting, *said, thanks]


def quote_words(values: Json) -> Value:
    """Returns the sentences of the message, each in quotation marks."""
    return lines(term("note.words", words=words) for words in compose(values))
