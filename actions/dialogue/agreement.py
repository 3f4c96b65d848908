"""Tells a clear "yes" from a message that also says something else. What is sent cannot be taken back, so only a message with
nothing of its own confirms: "yes, go ahead" does, "oh right, and two weeks later" does not.

A person may agree in any words; the words that agreement is made of are listed here, and a message may hold one word more.
"""

from __future__ import annotations

import re

from actions.cues.answering import sends
from actions.cues.brief import is_question
from actions.cues.searching import names_variant
from actions.dialogue.turn import Turn

_LISTED = """
    a abeg absolutely accept acceptable affirmative again agree agreed ahead aight all already alright am and approve
    approved arrange as asap ask away aye be book both brilliant buyer buyers by can cancel change cheers client
    confirm confirmed convey cool correct deal dear decline do does dokey done e em enough everything exactly factory
    fair fast file fine fire forward from fty gd go goes going good goods got great had happy have he her here him how
    hurry i i'm immediately in inform is it it's itll its ja just k kindly let let's lgtm like lol looks lovely make
    man mark may me message na needful nice no note now of off offer ok okay okey on one order ordered oui our out
    over oya pass perfect perfectly place please pls plz possible post proceed propose put quick quickly quotation
    quote read reads ready record refuse register release report request right same save say send sent set shall sharp
    ship shoot si side size so soon sounds spot straight submit suits supplier suppliers sure ta tell ten thank thanks
    that that'll that's thatll thats the them then they theyll thing this through thx tks to two u understood up
    update urgent urgently us very want way we well what will with withdraw wonderful word works write y ya yap yas
    yea yeah yep yes yessir yh you your yup
"""
_WORDS = frozenset(_LISTED.split())
_CHARACTERS = frozenset(
    "好的行可以对對是嗯哦啊吧了呢嘛啦喇咯呗呀哈嘅㗎发發送寄提交出去過过给給俾他她它们們就这這那个個样樣么麼着办辦下单單接受"
    "同意确確认認定没沒冇问問题題转轉告诉訴跟佢说說讲講话話报報登记記改取消退谢謝请請麻烦煩得係系啱妥准照此上入走起冲中存搞快"
    "马馬现現在尽盡赶趕紧緊抓越速刻立即点點全都无無误誤安排客户戶买買家厂廠里供应商應咁啲晒写寫放递遞回覆复先一并幫帮我您你"
)
_AGREES = frozenset(
    "冇好行可对對是嗯哦发發送寄提交出下单單接受同意确確认認定沒没转轉告话話报報登記记改取消请請搞快妥准安排回覆复写寫放递遞得系係啱成样樣办辦着"
)
"""Of these characters a Chinese yes has at least one; the others only go with them."""
_ADDS = re.compile(
    r"\b(?:but|also|plus|except|instead|unless|if|once|after|before|until|wait|hold on|btw|by the way|too|another|other|without"
    r"|not|don'?t|more|less|later|earlier|tomorrow|and (?:make|add|put|change|then))\b|^(?:oh|ah)[\s,]+(?:right|yes|yeah|wait)\b(?=.)|^first\b"
    r"|还要|還要|还得|还想|还有|還有|再|另外|顺便|順便|不过|不過|但|可是|先[别不看放]|放一放|等|换|換|如果|要是|对了|哦[对對]|噢[对對]"
    r"|第|多|少|加|除了|除非|明天|后天|晚|[过等]一?会|一会|稍|回头|回頭|改[成为]|[别別甭勿]|不(?!错|錯|客气|客氣|用[谢謝])|就当|就當|算了|[没沒][说說]过|作罢|上次|上回|手[滑抖误]|[按点點写寫说說搞弄发發打]错"
    r"|\b(?:last time|oops|mistake|mistaken|wrong|accident|accidentally|never ?mind|forget)\b",
    re.I,
)
"""Matches what leads to something else than the yes, or takes it back."""
_WORD = re.compile(r"[^\W\d_㐀-鿿]+(?:['’][^\W\d_㐀-鿿]+)*")
_YES = ("ok", "ye", "ya")
"""How a yes begins that is spelled in a way of its own: okie, yess."""
_STEP = "_step"
_MOST_WORDS, _MOST_HAN = 10, 14
_MOST_OTHER_WORDS, _MOST_OTHER_HAN = 1, 2


def is_assent(text: str) -> bool:
    """Returns whether the text is made of words that agree, and holds neither a number nor anything that leads further."""
    if is_question(text) or _ADDS.search(text) or any(letter.isdigit() for letter in text):
        return False
    words = _WORD.findall(text.casefold())
    han = [letter for letter in text if "\u3400" <= letter <= "\u9fff"]
    others = sum(not _agrees(word) for word in words)
    other_han = sum(letter not in _CHARACTERS for letter in han)
    known = others < len(words)
    if not known and not _AGREES & set(han):
        return False
    is_brief = len(words) <= _MOST_WORDS and len(han) <= _MOST_HAN
    most = _MOST_OTHER_WORDS if len(words) - others > 1 else 0  # "ok back" is none
    return is_brief and others <= most and other_han <= _MOST_OTHER_HAN


def _agrees(word: str) -> bool:
    return word.replace("’", "'") in _WORDS or word.startswith(_YES)


def has_content(turn: Turn) -> bool:
    """Returns whether the message holds a value, or anything else that is more than a yes."""
    choices = [name for name in turn.choices if not name.endswith(_STEP)]  # "that's fine" agrees to a step
    removals = [words for words in turn.removals if not is_assent(words)]  # "send it out" takes nothing out
    values = (turn.entities, choices, turn.shifts, turn.shares, turn.differences, turn.percents, removals)
    has_value = any(map(bool, (*values, turn.papers, turn.remarks, turn.limits, turn.sizes)))
    return has_value or names_variant(turn.text)


def agrees_clearly(turn: Turn, *, repeats: bool = False) -> bool:
    """Returns whether the message, whose act or intent is a yes, is nothing but that. `repeats` says that the values in it
    are those that were shown."""
    if turn.provisos:
        return False  # it depends on something
    if turn.is_pressed or sends(turn.text):
        return True
    return is_assent(turn.text) and (repeats or not has_content(turn))
