"""Finds what a supplier may do, in its words, as long as a payment has not come, and what it asks about a quotation that
was sent: 尾款不到我不发货可以吧, "can I withdraw it later?". Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.finder import Finder
from nlu.understanding.text.writing import folded

_LONGEST = 110
_UNPAID = re.compile(
    r"\b(?:un|non-?)paid\b|\b(?:over ?due|past due|in arrears)\b|\bpa(?:y|ys|id|yment)\b[^.;!]{0,12}\blate\b|\blate\b[^.;!]{0,12}\bpa(?:y|ying|yment)\b"
    r"|(?:n't|\b(?:not|never|dont|doesnt|havent|hasnt|didnt|isnt|without|before|until|till|unless|no))\b[^.;!]{0,24}\b(?:pay|pays|paid|paying|payment|deposit|balance|money|transfer\w*)\b"
    r"|\b(?:payment|deposit|balance|money)\b[^.;!]{0,16}(?:n't|\b(?:not|never|dont|doesnt|havent|hasnt|late|missing|open|outstanding|comes?|arrives?|is (?:in|here|there)))\b"
    r"|逾期|超期|拖欠|欠(?:着|款)|赖账|(?:没|不|未)(?:有|按时|准时|见|来)?(?:付|打|给钱|到账|到款|收到|结清|结|汇)|(?:款|定金|钱|账)[^，。,;；]{0,5}(?:没|不|未)(?:有)?(?:来|到|收|见|付|打|给|结|进)"
)
"""Matches words which say or suppose that a payment has not come."""
_ASKS = re.compile(
    r"\b(?:can|could|may|must|should|shall) (?:i|we)\b|\b(?:do|did) (?:i|we) (?:really )?(?:have|need) to\b|\b(?:i|we) (?:can|could|may|must|should|shall)\b|\b(?:is it|is that|that'?s|that is|would it be) (?:ok|okay|fine|alright|all right|allowed|right|possible|legal)\b|\bor not\b|\b(?:am i|are we) (?:allowed|entitled)\b|\b(?:better|ok|okay|fine|right|allowed) ?\?|\b(?:do|does|did|will|would) (?:they|he|she|the (?:buyer|customer|client)) "
    r"|可以(?:吧|吗|么|嘛|不|的吧|哇)|可不可以|能不能|行(?:吧|吗|么|嘛|不|哇)|行不行|对(?:吧|吗|不)|没(?:问题|事|关系)(?:吧|吗)|合(?:理|规)(?:吧|吗|不)|要不要|该不该|有权|(?:能|可以)[^，。,;；]{0,8}(?:吗|么|嘛|不|哇|吧)\s*[?？]?$"
)
"""Matches words which ask whether something may be done."""
_HOLDS = re.compile(
    r"\b(?:hold|holds|holding|withhold|hold back|keep back|keep the goods|wait|waits|waiting|pause|stop (?:the )?(?:production|work)|postpone|delay)\b|\b(?:not|n't|dont|refuse to) (?:ship|send|deliver|release|produce|start|load|hand)"
    r"|(?:不|先不|暂不|缓|暂停|停止|晚点)(?:给(?:他们?|她们?))?(?:发|出货|交货|放货|放单|排产|生产|开工|投产|动工|做货|装柜)|[扣压](?:着|住|下)?(?:货|单|提单)|等(?:他们?|她们?|对方|客户|买家)?(?:的)?(?:付|打|汇|款|钱|尾款|定金)[^，。,;；]{0,6}(?:再|才)"
)
"""Matches words about goods or work that are held back."""
_CONFIRMS = re.compile(
    r"\b(?:confirm|accept|take) (?:it|the order|this|that|the \w+ order|first|already|now|anyway)\b|(?:先|直接|就|也|照样)(?:确认|接单|接)|确认(?:订单|这单|了|接单)|接(?:这|了这|下这)?个?单"
)
_STARTS = re.compile(
    r"\b(?:ship|send|deliver|produce|start|make)\b[^,.;]{0,16}\b(?:before|without)\b|\b(?:before|until|till|first|then|after) (?:we|i|you|the|production|making)?\s?(?:can |will |should )?(?:start|begin|produce|make|production|ship|work)\w*"
    r"|(?:开工|生产|投产|排产|开做|动工|发货)(?:之?前|以前)|(?:先|要先|得先|再|才|后|以后|之后)(?:付|打|给|开工|生产|投产|排产|做)"
)
"""Matches words about what comes first, the payment or the work."""
_PAYS = re.compile(r"\b(?:pay|pays|paid|payment|deposit|money)\b|定金|订金|预付|付|打款|打钱|给钱")
_WHAT_NOW = re.compile(
    r"\bwhat (?:can|could|do|should|shall|may) (?:i|we)(?: even| still| then)? do\b|\bwhat (?:now|then|happens|next)\b|\b(?:my|our|any) (?:options|choices|rights)\b|\bhow (?:do|should|shall|can) (?:i|we) (?:handle|deal|react|proceed)\b"
    r"|怎么办|咋办|咋个办|咋整|咋弄|咋搞|怎么弄|怎么搞|怎么处理|如何处理|怎么应对|该怎么做|有(?:啥|什么|哪些)(?:办法|招|法子)|点算|点办|会怎样|会怎么样"
)
_WITHDRAWS = re.compile(
    r"\b(?:withdraw|retract|pull (?:it|that|the quote|my quote|our quote|back)|take (?:it|that|the quote|my quote|our quote|the quotation) back|cancel (?:the|my|our|this|that) (?:quote|quotation|offer|bid))\b|撤(?!单)|收回|作废"
)
_MAY = re.compile(
    r"\b(?:can|could|may|might) (?:i|we)\b|\b(?:am i|are we) able to\b|\bis it (?:still )?possible\b|\b(?:i|we) can (?:still|always|later)\b|\bwhat (?:happens )?if (?:i|we)\b"
    r"|(?:能|可以|可不可以|能不能|还能|来得及|行)[^，。,;；]{0,8}(?:撤|收回|作废)"
)
_LATER = re.compile(
    r"\b(?:if|in case|when|once|after|later|afterwards|still|should (?:he|she|they))\b|要是|如果|假如|万一|的话|发了|报了|发出|之后|以后|到时|后面|后悔|随时|还能|还可以"
)
_FOLLOWS_UP = re.compile(
    r"\b(?:when|how (?:long|soon|many days))\b(?! (?:did|have|has|do you)\b)[^.;!]{0,50}\b(?:follow up|follow-up|chase|remind|nudge|ask (?:them|him|her) again|write again|ping)\b"
    r"|(?:多久|几天|什么时候|啥时候|多少天|何时|几时)[^。;；]{0,14}(?:再|才|去|要|该|好)?(?:跟(?!他|她|客|买|对|我)|跟进|催|追|提醒|问一下|再问|再联系)"
)
_WHO_REFUNDS = re.compile(
    r"\bwho (?:is |will |must |has to |should |does |actually )?(?:pay|pays|paying|send|sends|make|makes|does|give|gives|transfer|transfers|refund|refunds|refunding)\b|\b(?:us|we|me|i) or (?:the |you )?(?:platform|marketplace|caravan|you)\b|\bfrom (?:us|our account|my account) or\b"
    r"|谁(?:来|去|负责|给|出|打|付|要)?(?:退|出|付|打|给|办|承担|处理)|(?:我们?|咱们?)(?:自己)?(?:退|出|付|打)?还是(?:你们|平台|caravan)|(?:平台|你们)(?:退|出|付|打)?还是(?:我|咱)"
)


_OF_MAIL = re.compile(
    r"(?:(?:and|ok|okay|please|pls|also|yes|good|but)[\s,]+)*(?:mention|add|include|tell (?:them|him|her)(?: about)?|write|ask(?: them)?(?: about)?|say something about|put in)\s(?:about\s)?(?:the|that|this)\s(?:strange\s|odd\s|suspicious\s)?(?:e-?mail|mail|message|letter|call|other (?:bank )?account|new (?:bank )?account|bank (?:change|thing|account)|account thing)(?:\s(?:too|also|as well|please|pls|in it|there))*[\s.!]*"
    r"|(?=.*[提写加说问带])(?:[\s，,]|也|再|还|把|请|麻烦|顺便|另外|那)*(?:提一?下?|写上|加上|说一?下?|问一?下?)?(?:那|这)?(?:封|个|条)?(?:邮件|邮箱|短信|消息|换账户|换账号|账户变更|改账户)(?:的?(?:事|事情|情况))?(?:[\s，,]|也|再|还)*(?:提一?下?|写上?去?|写进去|加上?去?|说一?下?|问一?下?|带上)?(?:吧|啊)?[\s。！!]*"
)
_WHAT_IS_LEFT = re.compile(
    r"\bwhat(?:'?s| is| are| costs?(?: is| are)?)? (?:still |then )?(?:not |all |also )*(?:included|covered|extra|on (?:me|us|top)|left (?:to|for) (?:me|us))\b"
    r"|\bwhat (?:else )?(?:do|must|would|will|have) (?:i|we) (?:still )?(?:have to |need to |to )?pay (?:extra|on top|besides|myself|ourselves)\b|\bwhat (?:does|do) (?:it|that|the price|they) (?:not )?(?:include|cover)\b|\bwhich costs\b"
    r"|(?:不|没|沒)(?:包含?|含|包括)(?:什么|哪些|啥)|(?:包含?|含|包括)(?:了)?(?:什么|哪些|啥)|还(?:要|得)(?:自己|另外|我们)?(?:付|出|承担)(?:什么|哪些|啥)|(?:哪些|什么)费用"
)
_WAY_BACK = re.compile(
    r"\bhow (?:does|do|will|would|is|are|shall)\s(?:it|that|the money|my money|our money|the refund|they|you|i|we)\b[^?.;]{0,24}\b(?:come|back|paid|pay|sent|send|get|return\w*|refund\w*)\b"
    r"|\b(?:to )?(?:the )?(?:same|which|what) (?:bank )?account\b|\bto which (?:bank|card)\b|(?:怎么|咋|如何)(?:退|还|返)(?:回来?|给)?|退(?:回|到|还到?|进)[^，,。;；]{0,4}(?:哪|什么|原)|原路(?:退|返)|(?:同一个?|哪个|原来的?|什么)(?:银行)?(?:账户|帐户|账号|帐号|卡)"
)


def find_unpaid(text: str) -> str | None:
    """Returns what the words ask about an order whose payment has not come: whether goods or work may be held back
    (`hold`), whether the order may be `confirm`ed, whether the payment comes before the work (`first`), or what can be
    done (`then`)."""
    plain = folded(text).replace("’", "'").strip()
    if len(plain) > _LONGEST:
        return None
    is_unpaid, asks = bool(_UNPAID.search(plain)), bool(_ASKS.search(plain))
    if is_unpaid and _WHAT_NOW.search(plain):
        return "then"
    if is_unpaid and asks and _HOLDS.search(plain):
        return "hold"
    if is_unpaid and asks and _CONFIRMS.search(plain):
        return "confirm"
    asks_whether = asks or re.search(r"(?:吗|么|嘛|不|哇|吧)\s*[?？]?$|是不是|要不要", plain)
    return "first" if asks_whether and _STARTS.search(plain) and _PAYS.search(plain) else None


def asks_if_withdrawable(text: str) -> bool:
    """Returns whether the words ask if a quotation could be withdrawn in a case that has not come: 要是他嫌贵我能撤回不."""
    plain = folded(text).replace("’", "'").strip()
    is_asked = len(plain) <= _LONGEST and _WITHDRAWS.search(plain) and _MAY.search(plain)
    return bool(is_asked and _LATER.search(plain))


def asks_when_to_follow_up(text: str) -> bool:
    """Returns whether the words ask after how long the writer should write to a silent buyer again."""
    plain = folded(text).replace("’", "'").strip()
    return len(plain) <= _LONGEST and bool(_FOLLOWS_UP.search(plain))


def asks_who_refunds(text: str) -> bool:
    """Returns whether the words ask which side pays money back: 谁来退，我们还是平台."""
    plain = folded(text).replace("’", "'").strip()
    return len(plain) <= _LONGEST and bool(_WHO_REFUNDS.search(plain))


FINDERS: dict[str, Finder] = {
    # What the words ask about an order whose payment has not come: 尾款不到我不发货可以吧.
    "asks_unpaid": find_unpaid,
    # The words ask if a quotation could be withdrawn in a case that has not come: 要是他嫌贵我能撤回不.
    "asks_if_withdrawable": asks_if_withdrawable,
    # The words ask after how long a silent buyer should be reminded: 客户多久没动静我再跟.
    "asks_when_to_follow_up": asks_when_to_follow_up,
    # The words only want a mail mentioned that was spoken of: "mention the mail too", 把邮件的事也写上.
    "points_at_mail": lambda text: len(text) <= _LONGEST and _OF_MAIL.fullmatch(folded(text).strip()) is not None,
    # The words ask what a price includes, or leaves to the buyer: "so whats not included", 还要付什么.
    "asks_what_is_left": lambda text: len(text) <= _LONGEST and _WHAT_IS_LEFT.search(folded(text)) is not None,
    # The words ask how money comes back: "how does it come back, same account?", 退到哪个账户.
    "asks_way_back": lambda text: len(text) <= _LONGEST and _WAY_BACK.search(folded(text)) is not None,
    # The words ask which side pays money back: 谁来退，我们还是平台.
    "asks_who_refunds": asks_who_refunds,
}
