"""Tells a clear "yes" from words that also say something else: "yes, go ahead" is one, "oh right, and two weeks later"
is none. Also tells a "yes" from praise or thanks, which may be meant for the last answer. People agree in many ways;
assent.yml lists the words for it. Imports nothing of Rasa."""

from __future__ import annotations

import re
from pathlib import Path

from foundation.yaml_text import read_yaml
from nlu.turn.words.cues.asides import without_asides
from nlu.turn.words.cues.asking import is_question
from nlu.turn.words.cues.finder import Finder

_TABLE = read_yaml(Path(__file__).with_name("assent.yml"))
_WORDS, _COMPANIONS = (frozenset(_TABLE[name]) for name in ("words", "companions"))
_CHARACTERS, _AGREEING = (frozenset(_TABLE[name]) for name in ("characters", "agreeing"))
_PRAISE, _BESIDE_PRAISE, _CONSENT = (frozenset(_TABLE[name]) for name in ("praise", "beside_praise", "consent"))
_SURELY = frozenset(_TABLE["surely"])
_PRAISE_ZH = re.compile(
    r"(?:[好行哦噢嗯唔啊哈的呀,，\s]|ok)*"
    r"(?:(?:这|那|[这那]个|[这那]样|都|也|还|就|真|倒|是|蛮|觉得|我)*"
    r"(?:(?:很|挺|蛮|太|真|非常|满|最|那就|就)(?:好|棒|赞|行|ok)|好极|可以|还行|不错|不錯|合理|满意|明白|知道|了解|收到|清楚|懂|谢|謝"
    r"|多谢|多謝|感谢|感謝|唔該|辛苦|棒|赞|厉害)"
    r"(?:[的了啊呀您你啦哦吧嘛哈谢謝]|你们)*[\s,，.。!！~]*)+",
    re.I,
)
"""Matches Chinese words that only praise, thank, or say that something was understood."""
_ADDS = re.compile(
    r"\b(?:but|also|plus|except|instead|unless|if|once|after|before|until|wait|hold on|btw|by the way|too|another|other|without"
    r"|not|don'?t|more|less|later|earlier|tomorrow|and (?:make|add|put|change|then))\b|^(?:oh|ah)[\s,]+(?:right|yes|yeah|wait)\b(?=.)|^first\b"
    r"|\b(?:maybe|perhaps|probably|i guess|i think|i suppose|not sure)\b|\b(?:i|we)(?:'ll| will| must| need to| have to| would)? (?:first )?(?:ask|check|talk|think|discuss|consult|call)\b|也许|也許|可能|大概|估计|考虑"
    r"|还要|還要|还得|还想|还有|還有|再|另外|顺便|順便|不过|不過|但|可是|先[别不看放]|放一放|等|换|換|如果|要是|对了|哦[对對]|噢[对對]"
    r"|第|多|少|加|除了|除非|明天|后天|晚|[过等]一?会|一会|稍|回头|回頭|改[成为下一]|[别別甭勿]|不(?!错|錯|客气|客氣|用[谢謝])|就当|就當|算了|[没沒][说說]过|作罢|上次|上回|手[滑抖误]|[按点點写寫说說搞弄发發打]错"
    r"|\b(?:last time|oops|mistake|mistaken|wrong|accident|accidentally|never ?mind|forget|leave|drop|skip)\b",
    re.I,
)
"""Matches words after which something follows that adds to the yes or takes it back."""
_WORD = re.compile(r"[^\W\d_㐀-鿿]+(?:['’][^\W\d_㐀-鿿]+)*")
_YES = ("ok", "ye", "ya")
"""The beginnings of words for "yes" that people spell in their own way: okie, yess."""
_SURELY_ZH = re.compile(
    r"好|行|可以|[对對]|是的|同意|[确確](?:[认認]|定)|[发發]|提交|[没沒冇]问题|成|妥|准|得|嗯|就(?:这|這|那)[样樣么麼]"
)
"""Matches Chinese words that, standing alone, can only be a yes."""
_MOST_WORDS, _MOST_HAN = 10, 14
_MOST_OTHER_WORDS, _MOST_OTHER_HAN = 1, 2


def is_assent(text: str, *, strictly: bool = False) -> bool:
    """Returns whether the text consists of words that agree, and holds neither a number nor a word after which
    something else follows. `strictly` allows no other words, and demands one that is used only to agree."""
    if is_question(text) or _ADDS.search(text) or any(letter.isdigit() for letter in text):
        return False
    words = _WORD.findall(text.casefold())
    han = [letter for letter in text if "\u3400" <= letter <= "\u9fff"]
    others = sum(not _agrees(word) for word in words)
    other_han = sum(letter not in _CHARACTERS for letter in han)
    known = any(_agrees(word) and word not in _COMPANIONS for word in words)  # "and you lot" is no yes
    if not known and not _AGREEING & set(han):
        return False
    if strictly:
        surely = any(word in _SURELY or word.startswith(_YES) for word in words) or _SURELY_ZH.search(text)
        return bool(surely) and not others and not other_han
    is_brief = len(words) <= _MOST_WORDS and len(han) <= _MOST_HAN
    most = _MOST_OTHER_WORDS if len(words) - others > 1 else 0  # "ok back" is no yes
    return is_brief and others <= most and other_han <= _MOST_OTHER_HAN


def _agrees(word: str) -> bool:
    return word.replace("’", "'") in _WORDS or word.startswith(_YES)


def is_praise(text: str) -> bool:
    """Returns whether the text only praises something, thanks for it, or says that it was understood: "ok great",
    "that's good to hear", 不错. As the answer to a question this is a yes; after an answer to the contact's own
    question, it is about that answer. A text that has a word for yes or for the deed ("yes great") does not only
    praise."""
    if any("\u3400" <= letter <= "\u9fff" for letter in text):
        return bool(_PRAISE_ZH.fullmatch(text.strip()))
    words = frozenset(_WORD.findall(text.casefold().replace("’", "'")))
    praises = bool(words & _PRAISE) and not words & _CONSENT
    says_no_more = is_assent(text) or words <= _PRAISE | _BESIDE_PRAISE
    return praises and says_no_more and not is_question(text) and not any(letter.isdigit() for letter in text)


def _assents(text: str) -> bool:
    """Returns whether the text agrees, even if words beside it have nothing to do with the matter: "ok, my boss is
    waiting"."""
    rest = without_asides(text)
    return is_assent(text) or (rest is not None and is_assent(rest, strictly=True))


FINDERS: dict[str, Finder] = {"assents": _assents, "praises": is_praise}
