"""Splits a message into the words for somebody else and the words that only instruct the bot to write them: "oya ask
them how much it will be", "can half go by air? you ask them", 颜色有没有现成的 你问一下. Imports nothing of Rasa."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlu.turn.words.cues.asking import is_question
from nlu.turn.words.drafts.asking import put_as_question

_FILLS = (
    r"(?:(?:oya|abeg|ehn+|sha|o|ok(?:ay)?|yes|yeah|yep|sure|fine|good|great|right|then|so|and|also|well|now|hmm+|lol|bro|boss"
    r"|pls|please|kindly|just|first|tamam|hey)(?:[\s,.!:-]+|$))*"
)
_YOU = r"(?:(?:can|could|will|would) (?:you|u)\s|(?:you|u)\s|i (?:want|need) you to\s)?(?:please\s|pls\s|kindly\s|just\s|also\s)*"
_THEM = r"(?:them|him|her|both(?: of them)?|all of them|the (?:supplier|factory|seller|maker|guys|people)s?)"
_HOW = r"(?:nicely|politely|kindly|gently|friendly|be nice|not (?:too |so )?pushy)"
_ASKS = re.compile(
    rf"{_FILLS}{_YOU}(?P<verb>ask|check with|tell)\s{_THEM}(?:\s{_HOW}|\sfor me)?(?P<back>\s(?:that|this)(?:\s(?:one|too|as well))?(?=[\s,.;!]*(?:and\b|also\b|[.,;!]))|(?=\s*[.;!]))?"
    r"(?P<join>[\s,.;:!]*(?:(?:and|also|that)\b[\s,]*)*)(?!(?:what|that|whatever) (?:i|we)\b|(?:about|of|on) (?:it|this|that|the)\b)(?=\S)"
)
"""Matches the words that instruct the bot at the beginning of a message, with those that take up the question before
("ask them that one and …")."""
_ASKS_ANYBODY = re.compile(
    rf"{_FILLS}{_YOU}(?:ask|check|find out)\s(?=(?:what|whether|if|how (?:much|many|long|soon|big|heavy)|when|which|where|why)\s(?!i\b|we\b|you\b|u\b)\w)"
)
"""Matches the beginning of a message that has something asked without saying of whom: "ask what CIF would cost"."""
_NOTHING = re.compile(
    r"(?:some ?things?(?: else)?|(?:a|one|some|another|the same)?\s?(?:few\s)?(?:questions?|things?|more)|this|that|it|please|pls|again|too|now|first|then|both|for me|so|yes|no)[\s.!?]*"
)
"""Matches words that are no message yet: "ask them something"."""
_NUDGES = re.compile(
    rf"{_FILLS}{_YOU}(?:kick|nudge|chase|poke|push|hurry|remind|press|ping)\s{_THEM}(?:\sup)?(?:\s(?:again|{_HOW}))*[\s,.;!]+(?:{_HOW}[\s,.;!]+)*"
    rf"(?:and\s)?(?:also\s)?(?:ask|check)\s(?:with\s)?(?:{_THEM}\s)?(?=(?:if|whether|how|when|what|which|where|why|who)\b)"
)
"""Matches a wish to urge somebody before a question for them: "then kick them. nicely. and ask whether …"."""
_LAST = re.compile(
    r"[\s,.;?!]+(?:(?:you|u|pls|please|just|can you|could you|so|and)\s)*(?:ask|check)(?:\swith)?(?:\s(?:them|him|her))?(?:\s(?:that|this|please|pls|for me|too|first|before that))*[\s.!?]*$"
)
_LAST_ZH = re.compile(
    r"[\s,，。;；?？!！]*(?:(?:你|请|麻烦|帮忙|帮我|替我|去|就|也|再|那)+(?:问|問)(?:一?[下声哈]|问)?|(?:问|問)一?[下声哈])(?:他们|她们|他|她|佢哋|佢|供应商|厂家|厂里|对方)?(?:吧|呗|啊|哈|看看?|好吗|行吗|咯)*[\s。！!]*$"
)
_ALSO_ZH = re.compile(
    r"(?P<first>.{3,}?)(?:也|再|顺便|順便)(?:一起|一并|一同|顺带)?(?:问|問)(?:一?[下声哈]|问)?(?:[\s,，。]+(?P<more>\S.*))?$"
)
"""Matches a question that is to be asked along with the others: 现在做到哪一步了也一起问 比如烧了多少套了."""
_ASKS_ZH = re.compile(r"[吗呢?？]|[有能是会可行要](?:没|不)|多少|几|什么|啥|哪|怎么|多久")
_NO_QUESTION = re.compile(r"\b(?:i|we|to|you|not|don't|did|have|should|shall|must)[\s?]*$")
"""Matches the end of words after which "ask them" is a part of the sentence: "what should i ask them"."""
_LONGEST, _MOST_BLANKS = 240, 40
"""The most characters of a text that is read, and the most blanks around it."""
_THEY = re.compile(r"\b(?P<before>can|could|do|did|will|would|are|have|should|if|when|once|whether|that) they\b")
_WH = re.compile(
    r"(?P<wh>how (?:much|many|long|soon)|when|where|why|what|which \w+)\s(?P<who>it|this|that|these|those|they|you|the \w+|(?!(?:is|are|was|were|will|would|can|could|should)\b)[\w'-]+(?: [\w'-]+)?)\s(?P<verb>will|would|can|could|is|are|was|were|should)\s(?P<rest>\S.*)"
)
_TO_DO = re.compile(
    r"(?P<not>not )?to (?!(?:whom|which|what|the|my|our|this|that|us|me)\b)(?P<rest>[a-z].*)", re.I | re.S
)
"""Matches what somebody is asked to do: "to wait till Monday" behind "ask them"."""
_ASKS_ON = re.compile(
    r"\s*(?:(?:and|also|plus|then)[\s,]+)+(?=(?:if|whether|what|how|when|which|where|why)\b)|\s*(?=(?:if|whether|what|how|when|which|where|why)\b)",
    re.I,
)
"""Matches the beginning of an indirect question, with the words that join it to the one before."""
_SENTENCE = re.compile(r"[^.!?;。！？；\n]+[.!?;。！？；\n]*")
_OWN_LATER = re.compile(
    r"(?:(?:and|but|then|so)\s)?(?:i|we)(?:'ll| will| am going to| are going to)\s(?:then\s)?(?:decide|think|see|look|let you know|tell you|come back|check|talk|speak|ask my|ask our)\b"
    r"|(?:我|我们|我哋)(?:后面|回头|之后|晚点|到时|等下|稍后|再|先|还|要|得){1,3}(?:决定|定|看看?|想想?|考虑|商量)"
)
"""Matches the beginning of words about something that the writer does later."""
_SUPPOSES = re.compile(r"(?:(?:and|but|so) )?(?:if|suppose|in case)\b|(?:那|那么)?(?:如果|要是|假如|万一|若是)")
_OWN_CONSEQUENCE = re.compile(
    r"\b(?:i|we)(?:'m|'re| am| are|'ll| will| won't| don't| do not)?\s(?:not|never|no longer|cancel|drop|leave|forget|walk|pass|skip)\b"
    r"|(?:我|我们|我哋)(?:就|都|也|便)*(?:不|唔|算了|退|取消|放弃|找别)"
)
"""Matches what the writer does if the supposed thing happens: "i'm not buying", 我就不要了."""


class Instructed(NamedTuple):
    """Holds the words for somebody else. `points_back` says that the question asked before is to be sent with them,
    `adds` that they are added to words already written, and `reminds` that the reader is to be reminded as well."""

    words: str
    points_back: bool = False
    adds: bool = False
    reminds: bool = False


def find_instructed(text: str, plain: str) -> Instructed | None:
    """Returns the words for somebody else in a text that also instructs the bot to write them, or None if no instruction is
    found. `plain` is the folded text, of the same length."""
    if len(plain.strip()) > _LONGEST or len(plain) > _LONGEST + _MOST_BLANKS:
        return None
    text, plain = text.strip(), plain.strip()
    if nudges := _NUDGES.match(plain):
        return Instructed(_to_them(text[nudges.end() :]), reminds=True)
    if (asks := _ASKS.match(plain)) and not _NOTHING.fullmatch(plain, asks.end()):
        back = asks["back"] is not None
        words = text[asks.end() :]
        return Instructed(_to_them(words) if asks["verb"] != "tell" else words.strip(), back, back)
    if asks := _ASKS_ANYBODY.match(plain):
        return Instructed(_to_them(text[asks.end() :]))
    if last := _LAST.search(plain):
        before = text[: last.start()].strip()
        before += "?" if last[0].lstrip().startswith("?") else ""
        is_asked = is_question(before) and not _NO_QUESTION.search(before.casefold())
        return Instructed(_to_them(before)) if is_asked else None
    if also := _ALSO_ZH.fullmatch(plain):
        said = [text[begin:end].strip() for begin, end in (also.span("first"), also.span("more")) if begin >= 0]
        return Instructed("，".join(filter(None, said)), adds=True)
    if (last := _LAST_ZH.search(plain)) and last.start() and _ASKS_ZH.search(text[: last.start()]):
        return Instructed(text[: last.start()].strip(" ,，。"))
    return None


def instructs_last(plain: str) -> bool:
    """Returns whether a folded text ends with the wish to ask somebody all that it says before: "can half go by air? you ask
    them", 颜色有没有现成的 你问一下."""
    told = find_instructed(plain, plain)
    return told is not None and not any(each.match(plain) for each in (_ASKS, _NUDGES, _ASKS_ANYBODY))


def without_own_remarks(words: str) -> str:
    """Returns the words without the sentences at their end that only tell what their writer does later: "i'll decide on the 20
    after"."""
    sentences = [found[0] for found in _SENTENCE.finditer(words)]
    while len(sentences) > 1 and is_remark_of_ones_own(sentences[-1]):
        sentences.pop()
    return "".join(sentences).strip()


def is_remark_of_ones_own(text: str) -> bool:
    """Returns whether a sentence only tells what its writer does later, or does under a condition: "if there is no ivory i'm
    not buying", "i'll decide on the 20 after"."""
    plain = text.strip().casefold().replace("’", "'")
    if is_question(plain):
        return False
    return bool(_OWN_LATER.match(plain) or (_SUPPOSES.match(plain) and _OWN_CONSEQUENCE.search(plain)))


def _to_them(words: str) -> str:
    """Returns a question about "them" as one that they are asked themselves."""
    if to_do := _TO_DO.fullmatch(words.strip()):
        done = f"do not {to_do['rest']}" if to_do["not"] else to_do["rest"]
        return f"Please {done}"  # "to wait till Monday"
    if len(sentences := _SENTENCE.findall(words.strip())) > 1:
        asked = [_to_them(each) if _ASKS_ON.match(each) else each.strip() for each in sentences]
        return " ".join(each[:1].upper() + each[1:] for each in asked)
    words = put_as_question(_ASKS_ON.sub("", words.strip(), count=1))
    if found := _WH.fullmatch(words.strip(" .?!")):
        who = "you" if found["who"] == "they" else found["who"]
        words = f"{found['wh'].capitalize()} {found['verb']} {who} {found['rest']}?"
    return _THEY.sub(lambda found: f"{found['before']} you", words)
