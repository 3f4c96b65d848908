"""Reads things in a parsed message that the models do not read: to whom its words are to be sent and which of them, the
words that they replace, the reason that the message gives, its remarks beside a price, and its description of goods
that it does not name. Imports nothing of Rasa.

The readings of `nlu.understanding` are features of the act model, so that a change of them needs a training. The
readings of this module are added to the finished parse.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

from nlu.turn.words.announcing import announces, leaves_open, only_declines, thanks_in_slang
from nlu.turn.words.cantonese import in_standard_words
from nlu.turn.words.causes import find_causes, without_lead
from nlu.turn.words.complaints.complaints import find_complaint, find_kind_and_wish
from nlu.turn.words.complaints.faults import find_faults
from nlu.turn.words.conditions.supposing import supposes
from nlu.turn.words.cues.answering import names_sending
from nlu.turn.words.cues.asking import is_question
from nlu.turn.words.cues.assenting import is_assent
from nlu.turn.words.cues.cues import find_cues, find_cues_beside
from nlu.turn.words.cues.trades.prices.minimums import says_only_minimum, without_minimum
from nlu.turn.words.days import find_day_of_month, is_day_of_event, is_given_up, with_days_of_next_week
from nlu.turn.words.delivering import with_place_of_delivery
from nlu.turn.words.drafts.about import speaks_of_draft
from nlu.turn.words.drafts.adding import find_extensions, find_noted, weighs_alternatives
from nlu.turn.words.drafts.asking import find_joined_question, put_as_question
from nlu.turn.words.drafts.content import (
    PERSON_AFTER_ALL,
    find_content,
    find_replaced,
    find_told,
    find_words_behind_wish,
    simplify,
    skip_giving_up,
)
from nlu.turn.words.drafts.editing import find_added, find_edits, find_lead, find_lead_of_addition, only_addresses
from nlu.turn.words.drafts.instructing import find_instructed, without_own_remarks
from nlu.turn.words.drafts.proposing import find_proposal, find_qualification
from nlu.turn.words.drafts.staying import find_kept
from nlu.turn.words.drafts.steps import find_steps
from nlu.turn.words.facts import ask_for_facts, ask_for_facts_of_goods, find_facts
from nlu.turn.words.feasts import with_days_of_feasts
from nlu.turn.words.figures.continental import find_continental
from nlu.turn.words.figures.figures import find_figures, find_raised, find_what_counts, without_times
from nlu.turn.words.figures.priced import (
    with_blocks,
    with_named_currency,
    with_prices,
    with_prices_of_each,
    with_spoken_prices,
)
from nlu.turn.words.general.general import find_general
from nlu.turn.words.goods.binding import bind
from nlu.turn.words.goods.bounds import find_bounds
from nlu.turn.words.goods.demanded import find_demanded
from nlu.turn.words.goods.described.contrasts import find_denied, find_unset
from nlu.turn.words.goods.described.describing import find_described
from nlu.turn.words.goods.described.sizes import find_more_sizes, name_in_order
from nlu.turn.words.goods.described.specified import find_specified
from nlu.turn.words.goods.dropping import find_dropped
from nlu.turn.words.goods.listed_values import find_listed_values
from nlu.turn.words.goods.listing import with_items_of_a_list, with_listed_goods
from nlu.turn.words.goods.packing import (
    with_described_sizes,
    with_products,
    with_square_metres,
    without_packing,
    without_pieces_of_a_set,
    without_sizes,
)
from nlu.turn.words.goods.pointing import find_criterion, find_pointers, without_counted, without_places
from nlu.turn.words.lengths import find_length, find_whole_length
from nlu.turn.words.making import find_more_reports
from nlu.turn.words.mashing import is_mash
from nlu.turn.words.papers import find_paper_wishes, find_receipt
from nlu.turn.words.private import says_private
from nlu.turn.words.quoting import names_offer, names_offer_of_claim, only_quotes, quotes
from nlu.turn.words.recipients import find_recipients
from nlu.turn.words.roles import OUT, with_roles
from nlu.turn.words.topics import find_currency, find_more_conditions, find_more_topics, find_nation
from nlu.understanding import clock
from nlu.understanding.asked.questioning import find_asked, find_owning
from nlu.understanding.cues.cues import find_choices, find_end_of_salutation
from nlu.understanding.grammar.changes.differences import find_numbers
from nlu.understanding.grammar.changes.removals import find_removals
from nlu.understanding.grammar.changes.stated import find_stated
from nlu.understanding.grammar.dictation import find_dictation
from nlu.understanding.grammar.numerals import NUMBER, as_json, value_of
from nlu.understanding.names.lexicon import Lexicon
from nlu.understanding.text.clauses import find_clauses
from nlu.understanding.text.writing import folded

Parsed = dict[str, Any]

_SAID = {
    "addresses": only_addresses,
    "announces": announces,
    "leaves_open": leaves_open,
    "only_declines": only_declines,
    "slang_thanks": thanks_in_slang,
    "supposes": supposes,
    "alternatives": weighs_alternatives,
    "names_sending": names_sending,
    "mash": is_mash,
    "gives_quote": quotes,
    "quote_alone": only_quotes,
    "claim_offer": names_offer_of_claim,
    "the_offer": names_offer,
    "leave_word": lambda plain: find_lead(plain)[1],
}
"""By the name of a topic, the function that tells whether a folded text has it."""

_FIRST = r"(?:(?:no|ok|okay|yes|yeah|sure|fine|and|also|then|so|please|pls|kindly|just|now|can you|could you|actually)[\s,.]{1,3}){0,8}"
_MESSAGE = r"(?:messages?|msgs?|notes?|lines?|word|text|reminders?)"
_WHO_ZH = r"(?!你|您|我|咱|客服|团队)[^，,。；;：:\s][^，,。；;：:]{0,14}?"
_FIRST_ZH = r"(?:[\s,，]|那|你|就|再|也|先|请|麻烦|顺便|帮我|帮忙|替我|不是|不对|好的?|嗯|对){0,8}"
_SAYS_ZH = (
    r"(?:(?:发|写|回|传)(?:一?[条个封])?(?:消息|信息|讯息|短信|微信|信)|(?:捎|带)(?:一?[个句])?(?:话|口信)|留(?:一?[个句条])?(?:言|话)"
    r"|(?:说|讲|通知|告诉)(?:一声|一下|声|下))"
)
_MESSAGES = (
    re.compile(
        rf"^{_FIRST_ZH}(?:[^，,。；;：:\s]{{0,8}}\s)?(?:给[他她]们?)?(?:发|写|留|捎)(?:一?[个条封句])?(?:消息|信息|短信|留言|言|话|信)(?:给[他她]们?)?[\s:：,，]+(?:说|就说)?[\s:：,，]*(?=\S)"
    ),
    re.compile(
        rf"^{_FIRST}(?:answer|reply|respond)(?:\s(?:them|him|her|back|to (?:them|him|her)))?(?:\s(?:that|with|like this))?\s?[:,]\s*(?=\S)"
        r"|^(?:[\s,，]|那|你|就|再|直接|麻烦|帮我|帮忙|替我|好的?|嗯|行){0,8}(?:就回|回复?他们?|回复?她们?|回复?对方|回复?客户|回复?买家|就答|就跟他们?说|答复他们?)(?:说|就说)?[\s:：,，]+(?=\S)"
    ),
    re.compile(
        rf"^{_FIRST}(?:send|drop|write|leave|shoot)\s(?!me\b|us\b|you\b)[^:,.;]{{1,40}}?\s(?:an?|another|this|the)\s{_MESSAGE}(?![a-z])"
        r"(?:\s(?:re|about|regarding|on|for)\s[^:,.;]{1,50})?(?:\s?[:,]|\s(?:that|saying)(?![a-z]))\s*(?=\S)"
    ),
    re.compile(
        rf"^{_FIRST}(?:(?:send|drop|write|leave)\s)?(?:an?\s|another\s|this\s)?{_MESSAGE}\s(?:to|for)\s(?!me\b|us\b|you)[^:;]{{2,60}}?"
        r"\s?(?::|\s(?:that|saying)(?![a-z]))\s*(?=\S)"
    ),
    re.compile(
        rf"^(?:[^，,。；;：:]{{0,16}}?单[^，,。；;：:]{{0,4}}?)?{_FIRST_ZH}(?:给|跟|和|同|向){_WHO_ZH}{_SAYS_ZH}"
        r"(?:关于[^，,。；;：:]{1,16})?(?:说|讲|就说|内容是?)?[\s:：,，]*(?=\S)"
    ),
    re.compile(
        rf"^{_FIRST_ZH}(?:发|写)(?:一?[条个封])?(?:消息|信息|短信|微信)(?:给|到){_WHO_ZH}[\s:：,，]+(?:说|就说)?[\s:：,，]*(?=\S)"
    ),
    re.compile(
        rf"^{_FIRST_ZH}(?:发|传|写|回)(?:一?[条个封则])?(?:消息|信息|讯息|短信|讯)(?:跟|给|和|同|向)(?!你|您|我|咱)[^，,。;；：:\s]{{1,8}}?(?:说|讲)(?:一声|一下|声|下)?[\s:：,，]*(?=\S)"
    ),
    re.compile(
        rf"^{_FIRST}(?:send|drop|write|text|message)(?:\sto)?\s(?:them|him|her|(?:the\s)?(?:buyer|customer|client|supplier|factory))"
        r"(?:\s(?:first|now|back|again|please|pls|this|quickly|a (?:short |quick )?(?:note|line|message)))*\s?:\s*(?=\S)"
    ),
    re.compile(rf"^{_FIRST_ZH}(?:发|写|回)(?:给|到)?{_WHO_ZH}\s*[:：]\s*(?=\S)"),
    re.compile(rf"^{_FIRST_ZH}写给{_WHO_ZH}[\s,，]+(?=\S{{3,}})"),
)
"""Match words that introduce a message which is to be sent as it stands: "send lagos a msg re the floodlights: …",
给买家捎句话 …."""
_POINTS_BACK = re.compile(
    rf"^{_FIRST}(?:tell|write|inform|send|let|pass)\s(?:(?:it|that|this|so)\s)?(?:on\s)?(?:to\s)?(?:them|him|her|the (?:buyer|customer|client|supplier))"
    r"(?:\s(?:know|that|this|so|it|about (?:it|this|that)|please|pls))*[\s.!]*$"
    rf"|^{_FIRST_ZH}(?:把)?(?:刚才)?(?:这个|那个|这些|那些|这|那|的)?(?:情况|事)?(?:也|都|就)?(?:跟|和|同|告诉|通知|转告|发给|转给|写给|说给)(?:他们?|她们?|佢哋?|客户|买家|对方)"
    r"(?:说|讲|知道)?(?:一?声|一下|下|过去|吧|啦|了)*[\s。！!]*$"
    rf"|^{_FIRST_ZH}(?:把)?(?:刚才|刚刚|上面)(?:说)?的?(?:这个|那个|这些|那些|那条|那句)?(?:情况|事)?(?:也|都|就)?(?:跟|和|同|告诉|通知|转告|发给|转给){_WHO_ZH}(?:说|讲)?(?:一?声|一下|下|吧)*[\s。！!]*$"
    rf"|^{_FIRST}(?:tell|write|send|inform)\s(?:the\s)?[a-z][\w&.'-]{{2,}}\s(?:the same|(?:that|this|it)(?:\s(?:too|as well|also))?)[\s.!]*$"
)
"""Matches words that only ask to pass the last answer on to the other side: "tell them that", 跟他们说一声."""
_TELLS_LAST = re.compile(
    r"[,，。;；]\s*(?:就|你|帮我|麻烦|请|再|先){0,3}(?:跟|和|给|同|告诉|通知)(?:他们?|她们?|佢哋?|客户|买家|对方)(?:说|讲|講|回)?(?!一?声|一下|下$)[:：,，\s]*"
    r"(?P<a>[^，,。;；\s][^，,。;；]{3,}(?:[，,。;；].*)?)$"
    r"|[,.;]\s*(?:so\s|and\s|just\s|please\s|pls\s){0,2}(?:tell|inform)\s(?:them|him|her)(?:\sthat)?[\s,:]+(?P<b>(?!that\b|this\b|so\b|please\b|pls\b)[a-z0-9][^;]{11,})$"
)
"""Matches the last part of a text, if it says that its words are to be told to somebody: "…, tell them no payment no
production"."""
_TELLS_YES = (
    re.compile(
        rf"^{_FIRST}(?:tell|answer)\s(?:them|him|her)\s(?P<a>(?:yes|no|ok|okay|sure|fine|possible|not possible|we can|we cannot|we can't)\b[^.;]{{0,60}})$"
    ),
    re.compile(
        rf"^{_FIRST_ZH}(?:跟|和|给|告诉|回复|答复|回)(?:他们?|她们?|佢哋?|客户|买家|对方)(?:说|讲)?(?P<a>(?:不?可以|不?行|好的?|没问题|不?能|没?有|不?是的?)[^，。;；]{{0,20}})$"
    ),
)
"""Match the short answer that the other side is to be told: "tell them yes", 跟他说可以."""
_ASKED_AND_TOLD = (
    re.compile(
        r"^(?![^，,]*(?:帮我|去|你|请|就|再|想)(?:问|問))[^，,。;；]{1,12}?(?:在|又|就)?(?:问|問|想知道)(?:我们?|我哋|一下|下)?[:：,，\s]*"
        r"(?P<q>[^，,。;；?？]{2,40})[，,。;；?？\s]+(?:你|就|帮我|麻烦|请|再)*(?:跟|和|给|同|告诉|回复|答复|回)(?:他们?|她们?|佢哋?|客户|买家|对方)?(?:说|讲|講|回|答)?"
        r"(?:一声|一下)?[:：,，\s]*(?P<a>\S.*)$"
    ),
    re.compile(
        rf"^{_FIRST}(?!i\b|we\b|you\b|can\b|could\b)[a-z][\w&.' -]{{1,30}}?\s(?:is\s|are\s)?(?:asks?|asking|asked|wants?\sto\sknow|wonders?)(?:\sus|\sme)?"
        r"(?:\s(?:if|whether))?\s(?P<q>[^,.;?]{3,80})[,.;?]\s*(?:please\s|pls\s|just\s|so\s|and\s)?(?:tell|answer|let)\s(?:them|him|her)(?:\sknow)?(?:\sthat)?[\s,:]+(?P<a>\S.*)$"
    ),
)
"""Match the question of the other side together with the answer that it is to be told: 客户问能不能印logo，跟他说可以.
Both are written, so that the answer can be understood."""
_TELLS_NAMED = (
    re.compile(
        rf"^{_FIRST}(?:tell|inform|ask|message|write(?:\sto)?|let)\s(?:the\s)?(?!me\b|us\b|you|them\b|him\b|her\b|that\b|if\b|whether\b|for\b|team|staff|(?:what|how|when|which|where|why|who)\b)"
        r"(?P<whom>[a-z][\w&.'-]{2,})(?:\s(?:customer|buyer|client|guys|people|side|there)s?)?(?:\sknow)?(?:\sthat)?[\s,:]+(?=\S)"
    ),
    re.compile(
        rf"^{_FIRST_ZH}(?:(?:跟|和|给|同|向)(?P<whom>{_WHO_ZH})(?:那边|这边|那里)?(?:说|讲)(?:一?[声下]|一下)?|(?:告诉|通知|问问?|转告)(?P<whom2>{_WHO_ZH})(?:那边)?(?:一?[声下]|一下)?(?=[\s:：,，]))"
        r"[\s:：,，]*(?=\S)"
    ),
)  # fmt: skip
"""Match the introduction of words for somebody who is called by name: "tell nordmarkt …", 跟华夏那边讲 …. Only the
marketplace knows whether it is a name."""
_ABOUT_IT = re.compile(
    r"^(?:(?:ok|okay|and|so|now|then|next|on|for|about|re|regarding|to)\s)*(?:the|my|our|that|those|these)\s[\w' -]{2,40}?\s?[:,]\s*(?=(?:please\s|pls\s|can you\s|just\s)*(?:write|tell|ask|message|let|inform)\s(?:to\s)?(?:them|him|her)\b)"
)
"""Matches the thing that a message to the other side is about, named before it: "the 800 scarves: write them …"."""
_BEFORE_IT = re.compile(
    r"^(?:before|until) (?:i|we) [^,.;:?!]{3,60}[,;]\s*(?=(?:please\s|pls\s|can you\s|just\s|first\s)*(?:write|tell|ask|message|inform|check with)\s)"
    r"|^(?:我们?)?[^，,。;；？?\s]{1,12}(?:之前|以前|前)[，,\s]*(?=(?:先|麻烦|帮我|请|你)*(?:问|告诉|通知))"
)
"""Matches words that only say before what somebody is to be asked: "before I quote the lamps, ask …", 报价前先问问 …."""
_ASKING = re.compile(
    r"\b(?:ask|asking|check|find out|wonder(?:ing)?|(?:want|wants|like|need|love|wish) to know|question|add|include|also)\b|^\s*(?:and|plus|\+)"
)
"""Matches words that introduce a question to the other side."""
_IS_OF_ME = re.compile(r"\b(?:you|u|ya|did|we|i)\s*$")
"""Matches words after which "tell them" is no wish: "what exactly you tell them"."""
_TRAILS = re.compile(
    rf"[\s,，。;；]{{1,3}}{_FIRST_ZH}(?:帮我|帮忙|替我|麻烦)(?:去|再)?问(?:他们?|厂家|供应商|对方|客户|买家)?(?:问|一?[声下])?(?:吧|呗)?[\s。！!]*$|"
    rf"[\s,，.。;；]{{1,3}}{_FIRST_ZH}(?:给|跟|和|同|向){_WHO_ZH}{_SAYS_ZH}(?:进度|情况)?[\s。！!]*$"
    rf"|[\s,.;]{{1,3}}{_FIRST}(?:send|tell|message|inform)\s(?:them|him|her|the (?:buyer|customer|supplier))(?:\s(?:this|that|please|pls))*[\s.!]*$"
)
_INSTEAD = re.compile(
    rf"^{_FIRST}(?:(?:wrong(?: text| words)?|not (?:that|this|like (?:that|this))|instead|rather|(?:just|only|simply)(?=\s))[\s,.:;-]+)*"
    r"(?:say|write|put|text|make it say|make it read|it should (?:say|read)|the (?:text|message|words) (?:is|should be))"
    r"(?:\s(?:instead|this|only|just))*\s?:\s*(?=\S)"
    r"|^(?:不是|不对|错了|错啦|不要|别|等下|内容不对|写错了|内容错了|不是这个|不是这样|[\s,，。！!])*"
    r"(?:(?:内容|消息|话)?(?:要?改成|改为|应该是|应该写|换成|要?写成|就写|就说|重写|写|说|是|为)+)[\s]*[:：]\s*(?=\S)"
    r"|^(?:(?:不是|不对|错了|等下)[\s,，。]*)?内容(?:是|改成|改为|换成|写)[\s:：]*(?=\S)"
)
"""Matches the introduction of words that replace the whole message: "no, say: …", 内容不对，写：…."""
_REMINDS = re.compile(
    rf"^{_FIRST}(?:remind|chase|nudge)(?:\splease|\spls)?[\s.!]*$|"
    rf"(?:^|[,.;]\s){_FIRST}(?:remind|chase|nudge|poke)\s(?!me\b|us\b)(?:(?:up\s)?(?:on|for)\s)?(?P<them>[a-z][\w.&'-]*)"
    r"|(?:^|[\s,，。！!的单边家个批你\d]|帮我|帮忙|替我|麻烦|请|再|先|去|就|得)(?:催|提醒)(?:一?[催下哈]|一声)?(?!我|咱|的|得|了|着|货|单)(?![^，,。]*[吗没?？]\s*$)"
)
_SLIGHTLY = re.compile(r"^一[下哈](?=[\u4e00-\u9fff])")
"""Matches what is left of 问他一下 and 问他一哈 before the words to be sent."""
_ADDS = re.compile(
    r"^(?:[\s,，]|再|另外|还有|请|帮我|麻烦)*(?:备注|注明|附注|加个备注|加备注|备注一下|写个备注)(?:一下|上|说明)?[\s:：,，]*(?=\S)"
    rf"|^{_FIRST}(?:(?:add|put|with)\s(?:an?\s|the\s)?)?(?:remark|note|comment)s?\s?(?:[:,]|that(?![a-z])|saying(?![a-z]))\s*(?=\S)"
)
"""Matches the introduction of a remark: 备注 …, "add a note: …"."""
_REMARKED = re.compile(
    r"(?:^|[,，.。;；]\s*)(?:(?:please|pls|and|also|kindly)\s){0,3}(?:write|mention|add|state)(?:\sthat)?\s?:\s*(?P<en>[^.。;；]{3,})"
    r"|(?<=[\s,，。;；\d])(?:备注|注明|写明|附注)(?:里?写[上明]|一下|上|写|里写|说明|加)?[:：\s]*(?P<zh>[^，,。；;]{2,})"
)
"""Matches a remark after other words: "valid 30 days. Please also write: mixed designs welcome", 报8.8 备注可以混装."""
_WRITTEN_DOWN = re.compile(
    r"[\s,，]{1,3}(?:请|帮我|麻烦|也|把它){0,4}(?:写上|注明|备注上?|加上|写进去|标上)(?:去|吧|一下)?[\s。！!]*$"
)
_UNDOES = re.compile(
    r"\bundo\b|\brevert\b|\broll(?:ed)? (?:it |that |this )?back\b|\b(?:put|change|set|turn) (?:it|that|this|them) back(?: to (?:what|how|as) it was)?\b"
    r"|\btake (?:it|that|this) back\b|\bas it was(?: before)?\b|撤销|撤消|改回去|改回来|改回原来|还原|恢复原[来样状]|退回去|变回去|不算数"
)
_REPLACES = re.compile(
    r"(?<!not )(?<!n't )(?<!nt )(?<!cannot )\b(?:replac(?:e|ing)\b|(?:send|resend|ship|give|offer)\b[^,.;]{0,24}\b(?:new|replacement|again)\b|instead of (?:the )?(?:money|refund|cash))"
    r"|(?<![不别])(?<!不[能会想])(?<!没法)(?<!无法)(?:补发|补寄|重发|重寄|换新|补货|重新[发寄]|换[一新]?批)"
)
_DECLINES = re.compile(
    r"\b(?:do not|don't|dont|won't|wont|will not|cannot|can't|cant|not going to|rather not|no)\s(?:want to\s|wish to\s)?(?:quote|bid|quoting)\b"
    r"|\b(?:can't|cant|cannot|can not|unable to|not able to)\s(?:make|do|offer|supply|produce)\b(?!\s(?:it\b|(?:the\s)?(?:date|deadline|day|\d{1,2}(?:st|nd|rd|th))\b))|\b(?:rfq|request|inquiry|enquiry)\b[^.;]{0,16}\b(?:not possible|sold out)\b|\b(?:decline|reject|pass on|skip|turn down|not interested in)\b"
    r"|[不唔](?:报|報)(?!价低|价高|價)|不想报|不打算报|报不了|没法报|不参与|放弃报|回掉|回绝|推掉|回了吧|拒掉|拒了|婉拒|(?<![\d块元价])做不了|接不了|不接|没档期|(?:询价|求购|盘)的?(?:我们)?不做"
)
"""Matches words of a supplier who does not want to quote."""
_LEFT_OUT = (
    re.compile(
        r"\b(?:(?:don'?t|do not|never|please not|no need to) (?:mention|say|write|(?:tell|give) (?:them|him|her)|bring up|talk about)|without mentioning|leave out)"
        r"(?: anything| any)?(?: about)?(?: the| that| our| my)? (?P<thing>[a-z][a-z' -]{1,40}?)(?: (?:part|line|sentence|bit|thing))?(?=\s*(?:$|[,.;!?]|please|but|just))"
    ),
    re.compile(r"(?:别|不要|先别|不用|甭)(?:提|说|講|讲|写|告诉他们?)(?:到|起|那个|那)?(?P<thing>[^\s，,。；;！!？?、\d]{2,12}?)(?=了|吧|啦|的事|$|[\s，,。；;！!？?、])"),
    re.compile(
        r"(?P<thing>[^\s，,。；;！!？?、\d]{2,12}?)(?:那|这)?(?:[句段条点个]|的事|部分)?(?:先|就|也|都|暂时|还是)*(?:别|不要|不|甭|不用)(?:提|写|说|講|讲)(?=了|吧|啦|$|[\s，,。；;！!？?、])"
    ),
)  # fmt: skip
"""Match the things that are not to be said: "don't mention the housing", 付款那句先别提."""
_SAYS_ELSE = re.compile(
    r"[,;.]\s*(?:but |just |instead |rather )?(?:write|say|put)\b|(?:就|(?<!不)要|改)(?:说|写|讲)|[写说]成|[,，\s]写"
)
_CHEAPEST = re.compile(
    r"[那这𠮶]一?[个个家款只种间個間隻]?(?:最|比较|更)?(?:便宜|平)(?:的|嘅|些的|点的)|\bthe (?:cheap|cheaper|cheapest|lowest priced) (?:one|supplier|offer|factory|seller|guy)\b"
)
_FASTEST = re.compile(
    r"[那这𠮶]一?[个家款只种间]?(?:最|比较|更)?快(?:的|嘅|些的|点的)|\bthe (?:fast|faster|fastest|quickest) (?:one|supplier|offer|factory|seller|guy)\b"
)
_OF_GOODS = re.compile(
    r"\b(?:warrant(?:y|ies)|guarantees?|shelf[- ]life|expiry|expiration|expires?|best before|ingredients?|allergens?|dishwasher|microwave|waterproof|spare parts?)\b"
    r"|保质期|保鲜期|有效期|过期|保修|质保|保用|包换|成分|配料|过敏|洗碗机|微波炉|防水|配件|质检"
)
"""Matches words about the goods themselves, such as their material, shelf life and warranty."""
_ANSWERED = re.compile(
    r"^(?:and |so |ok |hi |hello |well )?(?:did|has|have)\s(?!i\b|we\b|you\b)[a-z][\w&.'-]*(?:\s[a-z][\w&.'-]*){0,2}\s(?:answer|answered|reply|replied|respond|responded)\b"
)
"""Matches a question whether somebody who is called by name has answered."""
_RESTOCKS = re.compile(
    r"补货|補貨|补上(?:就|即)?(?:行|可)|补给我|(?<![贴弥])(?:补|補)(?:吧|上|齐|齊|足|一?下|几|\d)|[补換换]返(?!钱|款|差)"
)
"""Matches the wish for goods in place of others: 不要退钱，补货就行."""
_AGAIN = re.compile(
    r"\bsame\s(?:[\w-]+\s){0,3}again\b|\bsame\s(?:[\w-]+\s){1,3}(?:as|like)\s(?:in\s|the\s)?(?:last|before|january|february|march|april|may|june|july|august|september|october|november|december)\b|(?:跟|和|照|按)(?:\d{1,2}月|[一二三四五六七八九十]+月|上次|上回|上个月)(?:份|那次|的)?一样[^，,。]{0,8}(?:再来|再要|再订|来一)|\b(?:want|need|order|take|buy|like)\b[^,.;?]{0,40}\bagain\b|再(?:来|订|訂|要|买|買)一?[单單批次]"
)
"""Matches the wish to have the same as before once more: "we want the speakers again"."""
_TURNED_UP = re.compile(
    r"\bfound (?:\w+ )?(?:\d+|an?|one|two|three|four|five|six|some) more\b|\b\d+ more (?:have |has )?(?:turned|showed|came) up\b|又(?:找|翻|发现|發現|数|數|冒)"
)
"""Matches words that say that more pieces were found: "found 3 more"."""
_NO_REMARK = re.compile(
    r"(?:it |that )?(?:doesn'?t|does not|don'?t|do not) (?:really )?matter\w*|no matter|never mind|(?:没|沒)关系|无所谓|無所謂|不要紧"
)
"""Matches words that say nothing of goods, although they look like a remark on them."""
_CONTINUES = re.compile(r"^(?:(?:oh|ah)[\s,]+)?(?:and|also|plus)(?![a-z])|^(?:另外|还有|還有|而且|并且|同时)")
"""Matches words that add something to what was said before, without taking anything back."""
_PERSON = r"(?:human(?: being)?|real person|person|agent|someone|somebody|representative|rep|staff|colleague|manager|operator|support|customer service|people)"
_CALLS_PERSON = re.compile(
    rf"(?<![a-z])(?:talk|speak|chat|connect|transfer|put me|get me|give me|want|need|call|bring|pass me|hand me|switch|is there|can|let)(?![a-z])[^,.;!?]{{0,24}}(?<![a-z]){_PERSON}(?![a-z])(?! (?:hair|error|mistake|rights|resources))"
    rf"|^\s*(?:a\s|an\s|real\s|live\s)*{_PERSON}(?:\s(?:please|pls|now|here))*[\s.!]*$"
    r"|(?:转|轉|找|叫|接|换|換|联系|聯繫|搵|给我|給我|要)(?:到|个|個|一个|一下|你们的?)?(?:人工|客服|真人|活人|经理|經理|专员|专人|業務員|业务员|同事|个人|個人)(?:客服|服务|服務)?(?![\u4e00-\u9fff]*(?:费|費|成本|检|檢|验|驗|贴|貼|包|缝|縫))"
    r"|(?<![a-z])(?:somebody|someone|a colleague)(?: from [a-z]+| there| of yours)? (?:must|should|has to|needs to|look|check|take care)(?![a-z])"
    r"|(?:找|叫|让|派)(?:个|一个)?人(?:来)?(?:看看?|查|处理|跟进|管|核实)(?:一下|下)?"
    r"|^\s*(?:人工|真人|客服)(?:客服|服务|服務)?(?:吧|啊|呢|在吗|在嗎|谢谢|，)*[\s。！!]*$"
    rf"|^\s*{PERSON_AFTER_ALL}(?=\s*(?:[,.;!，。；！]|$))"
)
"""Matches the wish for a person, but not just any mention of one: "no human error please", 人工费谁出."""
_PERSON_FIRST = re.compile(rf"^\s*{PERSON_AFTER_ALL}(?:\s*[,.;!，。；！]+\s*|\s(?=but\s))(?=\S)")
"""Matches the wish for a person in front of what that person is to be told."""
_TOPICS = (
    *(("calls_person", _CALLS_PERSON), ("person_first", _PERSON_FIRST)),
    *(
        ("undo", _UNDOES),
        ("says_that", _POINTS_BACK),
        ("news", _ANSWERED),
        ("declines", _DECLINES),
        ("replaces", _REPLACES),
    ),
    *(("continues", _CONTINUES), ("turned_up", _TURNED_UP)),
    *(("cheapest", _CHEAPEST), ("fastest", _FASTEST), ("of_goods", _OF_GOODS)),
)
_OF_SENTENCE = re.compile(r"\s*(?:这|那)(?:一?句话?|段|个词|部分)$")
"""Matches words that call the words before them a sentence of the message: …这句."""
_LOWERED = re.compile(rf"(?<![最至])(?:低|让)(?:个|了)?(?P<by>{NUMBER})(?=块|元|美元|美金|刀|毛|[\s。！!吧]|$)")
"""Matches the amount by which a price falls: 再低5块."""
_CLAUSE = re.compile(r"(?:[^,，;；。!！?？\n.]|(?<=\d)[.,](?=\d)|\.(?=[a-z]))+")
_QUOTED = re.compile(
    r"(?:报价?|報價?|\b(?:quote|offer)\s(?:is\s|them\s|at\s)?)\s?[:：]?\s?[$€¥]?\s?(?P<number>\d[\d,]*(?:\.\d+)?)(?![\d/-])(?!\s?(?:天|日|周|个月|次|家|份|days?|weeks?))"
)
"""Matches the number that a supplier quotes: 报7块美金."""
_PER = {
    "kg": re.compile(
        r"(?:/|\bper\s|\ba\s|每|\d\s?(?:块|元|刀|美金|美元|usd)?\s?(?:一|1))\s?(?:kgs?\b|kilos?\b|kilograms?\b|公斤|千克)|(?<=[元块角毛])\s?(?:一|1)?(?:公斤|千克)|\bkg\s?价"
    ),
    "tonne": re.compile(
        r"(?:/|\bper\s|\ba\s|每|\d\s?(?:块|元|刀|美金|美元|usd)?\s?(?:一|1))\s?(?:mt\b|tons?\b|tonnes?\b|吨|噸)"
    ),
}
"""By a unit of weight, a pattern for words that say that a price is for one such unit: "6.1 usd/kg", 每吨980."""
_STREETS = (
    re.compile(
        r"\b(?:to|at|address(?: is)?:?)\s(?:(?:my|our|the)\s(?:office|shop|store|warehouse|factory|house|home|company)\s(?:at\s|in\s)?)?"
        r"(?P<street>(?:[^,;]{2,40},\s*)?(?:no\.?\s?|plot\s|block\s|unit\s|suite\s)?\d{1,5}[a-z]?,?\s[^;\n]{0,60}?"
        r"\b(?:street|st|road|rd|avenue|ave|lane|drive|close|crescent|way|boulevard|blvd|square|estate|quay|wharf|park)\b[^;\n]{0,120}?)(?=[\s.!]*(?:please|pls|thanks|thank you|asap)?[\s.!]*$)"
    ),
    re.compile(
        r"\b(?:to|at|nach)\s(?P<street>(?:[^,;]{2,40},\s*)?[^,;\d]{0,30}(?:stra(?:ss|ß)e|str\.?|stadt|weg|platz|allee|gasse|ring)\s\d{1,4}[a-z]?(?:,[^;\n]{2,80})?)"
        r"(?=[\s.!]*(?:please|pls|thanks|bitte)?[\s.!]*$)"
    ),
    re.compile(
        r"(?:寄|送|发|邮|快递)(?:到|去|给|往|至)?\s*(?:(?:我们?|我哋|我司|咱们?|公司)的?(?:仓库|货仓|仓|办公室|公司|店里?|工厂|厂里?|家里?)?[，,：:\s]+)?(?P<street>[^，,。；;]{0,16}?(?:路|街|大道|巷|弄|村|镇|园区|工业区|大厦|广场)[^，,。；;\d]{0,8}\d+[^。；;!！\n]{0,60})"
    ),
)
"""Match the street address to which something is to be sent, up to the end of the message."""
_PLACES = ("country", "region", "city")
"""Entities that are places."""
_PIECE = re.compile(r"(?:[^,，;；。!！?？\n.\s]|(?<=\d)[.,](?=\d)|\.(?=[a-z])|\s(?![\u4e00-\u9fff]))+")
"""Matches a clause, which for Chinese may also end at a space: 30天交货 最少10吨 样品免费."""
_OF_TERMS = re.compile(
    r"\b(?:samples?|packing|packed|packaging|cartons?|warranty|guarantee|certificates?|deposit|t/t|l/c|tooling|(?:mould|mold|setup) fee|incl\.?|included|including|excluded|excluding|free of charge)\b"
    r"|\b(?:at least|min(?:imum)?(?: order)?)\s(?:of\s)?\d[\d,.]*\s?(?:pcs|pieces?|sets?|tons?|tonnes?|kgs?|cartons?|pairs?)\b"
    r"|附(?:上|带|送)?[\u4e00-\u9fff]{2,6}|样品|樣品|打样|包装|装箱|定金|订金|模具费|版费|开模|免费|不?含[\u4e00-\u9fff]{1,4}(?![\u4e00-\u9fff]*\d)|另计|另算|质保|保修|[每一]箱装?\d"
    r"|(?:最少|最低|至少)[^\d，,]{0,4}\d[\d,.]*\s?(?:件|个|条|套|吨|箱|公斤|千克|双|kg|pcs)"
    r"|\b(?:payment|balance|net \d+|refund\w*|deduct\w*|credited)\b|(?<![\d/])[1-9]0\s?[/:]\s?[1-9]0(?![\d/])"
    r"|付款|尾款|账期|首付|[一二三四五六七八九]成|三七|四六|五五|[一二三四]六开|见提单|可退|下单(?:后|就|即)?(?:退|返|抵)|打样费"
    r"|\b(?:valid|good|applies|holds?)\s(?:only\s)?for\s(?!an?\s|one\s|two\s|three\s|\d+\s?(?:d|w|m|y))"
)
"""Matches subjects of a supplier's remarks beside a price: samples, minimum orders, packing, payment, or the goods for
which the price holds."""
_WANTS_MONEY = re.compile(
    r"(?:要|想|希望|给我|把)[^，,。;；]{0,4}退(?!货|换|回来)[^，,。;；]{0,8}(?:钱|货款)|[退赔]返|[补换]返(?=钱|款)|\b(?:want|need|like) (?:the |my |our )?money back\b"
)
"""Matches the wish for money back: 我要退这12个的钱."""
_STOPS_SELLING = re.compile(
    r"把[^,，。;；\s]{1,8}?(?:先|都|全部?)?停(?:售|卖|掉|一停|一下|一阵|几天|两天|[一两三]个?(?:周|星期|礼拜|月))"
    r"|停售|停卖|\b(?:stop|suspend) selling\b"
)
"""Matches the wish to take a listing out of the search for some time: 把茶具停几天."""
_OWNS_UP = re.compile(
    r"我们?(?:都|全|全部)?认(?!为|識|识)(?:了|账|赔)?|认账|认赔|\bwe (?:fully )?(?:accept|admit|own) (?:the |it|this|that|these|those)"
)
"""Matches words with which a supplier accepts a claim: 12个我们认."""
_GRADE = re.compile(r"(?<!\S)(?:\d+/\d+的?|\d+\s?头的?|[桶袋箱罐瓶盒散]装的?)(?=\s|$)")
"""Matches a grade of goods as a separate word of a Chinese text: 36/38的, 16头的, 桶装."""
_LEADS_IN = re.compile(
    r"^(?:(?:and|also|please|pls|then|just)\s)*(?:write|note|put|add|mention|state)\s(?:(?:down|in|that)\s)*"
)
_TRAILS_OFF = re.compile(
    r"\s?(?:也|都)?(?:要|得|请|帮我)?(?:写|加|注)(?:进|上)(?:去|来)?$|(?<=[天日])\s?(?:大货|交期|货期|交货|生产).*$"
)
"""Matches words before or behind a remark that do not belong to it: "and write" before one, 要写进去 behind one, and
大货20天 behind 打样7天."""
_BECAUSE = re.compile(
    r"(?:\b(?:because|since|due to|owing to|as the|reason is|reason:)(?![a-z])|因为|由于|(?:原因|理由)(?!就?别|就?不[要用]|先别)(?:就|要)?(?:[是写填说]+成?是?)?[:：]?|怪)\s*(?:of\s)?"
)
_ANNOUNCES = re.compile(
    r"(?:对了|另外|还有|有|就)*(?:一?[个件])?(?:事儿?|事情|问题|情况)|(?:and )?(?:one more thing|another thing|by the way)"
)
"""Matches a clause that only announces the next one: 还有个事."""
_NAMED_REASON = re.compile(r"(?:写|说|填|报)(?:成|是)?(?P<reason>[^，,。;；\s什么这那个]{1,10}原因)")
"""Matches a reason that is called one: 写生产原因."""
_CALLED_REASON = re.compile(
    r"(?:^|[\s,，。;；])(?:都|主要|全|应该|就)*(?:是|因为)?(?P<reason>(?![不没无有我你您他她咱谁什啥这那哪别问写说填报]|自己|任何|其他|原因|具体|真正)[^\s，,。;；是的]{2,8})的?原因(?=$|[\s，,。;；！!])"
)
"""Matches a reason that is a clause of its own: 台风的原因."""
_ONLY_DECLINES = re.compile(
    r"(?:那|就|所以|这个|这单|这次|这张|我们?|咱们?|先|也|还是|暂时)*(?:不报|不接|不做|做不了|接不了|报不了|不参与|放弃|回掉|推掉|拒掉|拒)(?:了|吧|价|这个|这单|他们|掉)*"
)
"""Matches a clause that is only the decision not to quote, and no reason for it."""
_CHATS = re.compile(
    r"^(?:嗯|哦|噢|唉|哎|哈)|^(?:hm+|uh+|um+|haha\w*|lol|ah|oh|phew)\b|(?:正常|没事|没关系|能理解|可以理解)$",
    re.IGNORECASE,
)
"""Matches clauses that only take note of something: 嗯定制的贵点正常, "hm freight went up"."""
_WRITES_IT_TOO = re.compile(
    r"[\s,，:：]*(?:也|都|请|帮我|一起|要|记得)*(?:写上|写进去|加上|加进去|带上|附上|说明|说一[下声]|写一下|注明|写清楚)(?:吧|啊|哈|一下)*\s*(?=$|[,，。;；!！])"
)
"""Matches the wish to write a reason down that was named before: 原因也写上."""
_WISHED_TERM = re.compile(
    r"\b(?:i|we)(?:['’]d| would)? (?:want|need|ask(?: for)?|require|like|insist on|prefer)\s(?:to have\s|an?\s)?(?P<en>(?:\d{1,3}\s?%|half)[^,;]*?\b(?:deposit|advance|prepayment|down ?payment|up ?front))\b"
    r"|(?:这次|这回|付款|我们?|还是|最好|必须|就)*(?:想要|要|得|希望|坚持)(?:先)?(?:收|付|给|打)?(?P<zh>(?:定金|订金|预付款?)[^，,。\s]{0,3}?(?:\d{1,3}%|[一二三四五六七八九]成|一半)|(?:\d{1,3}%|[一二三四五六七八九]成|一半)的?(?:定金|订金|预付款?))",
    re.I,
)
"""Matches a wish for a share of the price before the goods are made."""
_OTHER_SIDE = re.compile(r"buyer|customer|client|supplier|factory|seller|买家|客户|供应商|厂家|对方")
"""Matches a name for the other side of a trade."""
_CANCELS = re.compile(
    r"\bcancel\w*|单.{0,3}不(?:做|要|订|下)了|\bcall (?:it|this|that) off\b|\bwithdraw\b|取消|退单|退單|撤单|撤單|作废|\b(?:please|pls|thanks|thank you|sorry|asap|as soon as possible|right now|immediately)\W*$"
    r"|(?:谢谢|麻烦|拜托|尽快|马上)\W*$|^\W*(?:the|that|this|my|our|i mean|about|hi|hello)?\s?(?:order|one)\b|^[^，,]{0,6}(?:那单|这单|那个单|订单)\W*$"
)
"""Matches clauses that speak of cancelling, or that are mere courtesy or only name the order."""
_IS_WHY = re.compile(
    r"\b(?:client|customer|buyer|end user|boss|manager|partner|supplier|factory|confirm\w*|answer\w*|repl(?:y|ied|ies)|waiting|project|event|tender|market|season|warehouse|budget|funds?|cash|stock|storage|no longer|not any ?more|needed|needs?|want|wants|chang\w+ (?:my|our|his|her|their|its) mind"
    r"|too (?:expensive|dear|late|slow|many|much)|cheaper|elsewhere|another (?:supplier|factory|source)|mistakes?|mistaken|wrong|accident|duplicate|twice|double|plans?|bankrupt|closed|closing|lost|delay\w*|sanction\w*|licen[cs]e|tax|duty|tariffs?|sold|sell|selling)\b"
    r"|客户|客人|买家|供应商|厂家|工厂|没确认|不确认|没接单|没回|不回|老板|老闆|合伙|项目|活动|投标|中标|市场|季|仓库|倉庫|预算|資金|资金|库存|庫存|不需要|不要了|唔要|用不上|用不到|用不着|不用了|太贵|太慢|太多|来不及|找到|便宜|下错|订错|下多|买错|重复|计划|計劃|改主意|变卦|卖不|賣不|倒闭|关税|取消了|黄了"
)
"""Matches words that occur in reasons to cancel. A clause with none of them is said to the bot, and is no reason."""
_OTHERS_CANCELLED = re.compile(
    r"\b(?:client|customer|buyer|they|he|she|boss|end user|project|event|tender)s?\b[^,.;]{0,24}\bcancel|(?:客户|买家|客人|他们|对方|项目|活动)[^，,。]{0,8}取消"
)
"""Matches clauses in which somebody else has cancelled something, which is a reason."""
_ENDS_WITH_THEM = re.compile(
    r"\s*(?:[,，.。;；]|\s(?=[\u4e00-\u9fff])).*(?:\b(?:them|him|her|supplier|factory|buyer|customer)\b|[他她佢]|供应商|厂|对方|买家|客户)"
)
_SAYING = re.compile(
    r"\s*(?:(?:and|but|just|instead|rather)\s)*(?:say|write|put)\s(?:that\s|it(?:'s| is| was)\s)?(?=\S)|\s*(?:就|改|直接)?(?:说|写|讲)[成是]?[\s:：]*(?=\S)"
)
"""Matches the words of a clause that introduce the words to be said."""
_CAME_LATE = re.compile(
    r"\b(?:came|come|comes|arriv\w+|deliver\w+|reach\w+|got here|supplied)\b[^,;.]{0,20}\blate\b|(?:来|到|送)得?(?:太|很)?(?:晚|迟)|[晚迟]到"
)
"""Matches words that say that something came late to the supplier itself. They give a reason and report no delay of the
order."""
_NO_REASON = re.compile(
    r"(?:告诉|告訴|通知|转告|跟|给|说一声|发消息|不行|不同意|不可以|不能|同意|可以|拒绝|好的?$|对$|嗯|抱歉|对不起|不好意思|麻烦|剩下|剩余|其余|交期|先|再|请|吧$|更新|推迟|延迟|延期|要晚|会晚|晚)"
    r"|\b(?:tell|inform|let|please|pls|sorry|yes|no|ok|okay|agree|refuse|reject|late|later|delay\w*|postpone\w*|the rest|rest|not possible|do not|don't|can't|cannot)\b"
)
_SHORT_REASON = re.compile(r"^[,，\s]*(?:太|没有?|缺|冇)[\u4e00-\u9fff]+|不够|停产|满了|很忙|涨价")
"""Matches a reason of two Chinese characters: 太远, 没货."""
_ASKS_ONE = re.compile(
    r"(?:(?:then|ok|okay|and|so|please|pls|yes|can (?:i|we|you)|could (?:i|we|you))[\s,]+)*(?:ask|(?P<tell>tell))\s|(?:再|那|帮我|麻烦|请|你|先)*[问跟](?:一?下|问|一问)?"
)
_THEM = re.compile(r"(?:them|him|her)(?![a-z])|(?:他|她|人家|对方)们?")
_TOLD = re.compile(
    r"\s?[,:，：]\s*(?=\S)|\s(?:that|to)\s(?=\S)|\s(?=(?:if|whether)\s)|\s?(?=[能可会有是要什怎为多几啥])"
)
"""Match the parts of a message for somebody at whom it points: the words that begin it, those for a person ("them"),
and what stands between these and the message itself."""
_ANY_DAY = date(2000, 1, 1)
"""A date that stands for today where it matters only which words name a day, and not which day they name."""
_LEAST_HAN, _LEAST_WORDS = 3, 2
_LONGEST = 200
_HAN = re.compile(r"[\u4e00-\u9fff]")


def complete(parsed: Parsed, role: str | None, today: date | None = None, focus: Collection[str] = ()) -> Parsed:
    """Returns the parse of a typed message, completed with everything that this module reads: further fields of its
    `dictation`; more `remarks` and `topics`; the `currency`, the `nation` and the `day` of a month among its `choices`;
    its pointers, `reasons` and `cues`; its questions about things that were traded (`asked`, `owning`), about goods on
    sale and about the marketplace (`asked_of_goods`, `asked_of_market`); and the role of each entity. `role` is that of
    the writer, `today` the day on which it was written, and `focus` holds the kinds of things that are talked about."""
    text = str(parsed.get("text") or "")
    plain = folded(text).replace("’", "'")
    if not text or len(plain) != len(text):
        return parsed
    given = parsed.get("dictation")
    topics = list(parsed.get("topics") or [])
    topics += [name for name, words in _TOPICS if words.search(plain)]
    topics = list(
        dict.fromkeys([*topics, *find_more_topics(plain), *(name for name, is_so in _SAID.items() if is_so(plain))])
    )
    if role == "supplier" and (reports := find_more_reports(plain)):
        parsed = {**parsed, "reports": list(dict.fromkeys([*(parsed.get("reports") or []), *reports]))}
    facts = find_facts(parsed, role, focus)
    completed = {**parsed, "topics": topics, "is_private": parsed.get("is_private") is True or says_private(plain)}
    completed |= {"reasons": find_reasons(text, plain, parsed.get("entities") or [])}
    if role == "buyer" and (parsed.get("intent") or {}).get("name") == "cancel_order":
        completed["reasons"] = find_reasons_to_cancel(text, plain, parsed.get("entities") or [])
    removals = [*(parsed.get("removals") or []), *_find_left_out(text, plain), *find_unset(text)]
    completed["removals"] = list(dict.fromkeys(removals))
    completed["numbers"] = [*(parsed.get("numbers") or []), *find_continental(plain)]
    if role in ("buyer", "supplier"):  # a visitor has traded nothing
        by_things = find_asked(in_standard_words(plain))
        completed |= {"asked": ask_for_facts(by_things, facts, plain), "owning": find_owning(plain)}
    by_words = find_asked(plain, "goods") if role != "supplier" else []
    completed["asked_of_goods"] = ask_for_facts_of_goods(by_words, facts, plain)
    if role != "supplier":
        completed["asked_of_market"] = find_asked(plain, "market")
    completed["general"] = find_general(plain)
    named = {"currency": find_currency(plain), "nation": find_nation(plain), "day": find_day_of_month(plain)}
    if _RESTOCKS.search(plain):
        named["claim_wish"] = "replacement"
    elif _WANTS_MONEY.search(plain):
        named["claim_wish"] = "refund"
    if role == "supplier" and _OWNS_UP.search(plain):
        named["claim_step"] = "accept"
    if role == "supplier" and _STOPS_SELLING.search(plain):
        named["listing_step"] = "pause"
    if quoted := _QUOTED.search(plain):
        named["quoted"] = quoted["number"].replace(",", "")
    named["per"] = next((unit for unit, words in _PER.items() if words.search(plain)), None)
    if street := find_street(text, plain):
        named["street"] = text[slice(*street)].strip()
        completed["entities"] = [
            *(each for each in parsed.get("entities") or [] if _is_outside(each, street)),
            *_find_place_unread(text, street, parsed.get("entities") or []),
        ]
    said = {name: value for name, value in named.items() if value}
    if shortly := find_criterion(plain):
        said = {"criterion": shortly, **said}
    if said:
        completed["choices"] = {**said, **(parsed.get("choices") or {})}
    if not completed.get("differences") and (lowered := _LOWERED.search(plain)) and (by := value_of(lowered["by"])):
        completed["differences"] = [-as_json(by)]
    if not completed.get("shifts") and (extensions := find_extensions(plain)):
        completed["shifts"] = extensions
    if completed.get("shifts"):  # 早一个礼拜 酒店15号开张 wants a week, not the 15th
        completed["entities"] = [
            each
            for each in completed.get("entities") or []
            if each.get("entity") != "date" or "end" not in each or not is_day_of_event(plain, each["end"])
        ]
    if role != "supplier" and (noted := find_noted(text, plain)):
        known = list(parsed.get("remarks") or [])
        new = [words for words in noted if not any(words in each or each in words for each in known)]
        completed["remarks"] = [*known, *new]
    if remarks := completed.get("remarks"):
        completed["remarks"] = without_empty_words(remarks)
    if _AGAIN.search(plain):
        completed["repeats"] = True
    if role != "supplier":
        completed |= with_place_of_delivery(completed, text)
    completed |= with_days_of_feasts(completed, text, today or clock.today())
    completed["content"] = find_content(text)
    completed["replaced"] = find_replaced(completed["content"])
    if completed["replaced"]:  # "not missing, broken" chooses "broken"
        completed["choices"] = {**(completed.get("choices") or {}), **find_choices(completed["replaced"][1])}
    completed["bounds"] = find_bounds(text)
    completed["described"] = asdict(find_described(text))
    completed["denied"] = find_denied(text)
    completed["kept"] = find_kept(text, plain)
    if role != "supplier":
        completed["dropped"] = find_dropped(text)
    if role == "buyer":
        completed["recipients"] = [asdict(each) for each in find_recipients(text)]
    pointers = find_pointers(text)
    bare = without_places(text, pointers)
    completed |= without_counted(completed, text, pointers)
    completed |= without_sizes(completed, text)
    completed |= with_described_sizes(completed, text, completed["described"]["wanted"])
    completed |= with_square_metres(completed, text)
    if role != "supplier":
        completed["entities"] = with_blocks({"entities": with_prices(completed, plain)}, plain)
    completed |= with_products(completed, text, plain) or without_packing(completed, plain)
    completed |= without_pieces_of_a_set(completed, text, plain)
    listed = with_items_of_a_list(completed.get("entities") or [], text)
    completed["entities"] = with_listed_goods(listed, text)
    completed["entities"] = with_days_of_next_week(completed["entities"], plain, today or clock.today())
    completed["mentions"] = list(
        dict.fromkeys([*(parsed.get("mentions") or []), *find_more_conditions(plain), *find_receipt(plain)])
    )
    completed["paper_wishes"] = find_paper_wishes(plain)
    completed["pointing"] = [asdict(pointer) for pointer in pointers]
    if role == "buyer":
        completed["faults"] = find_faults(plain, completed.get("entities") or [])
    if speaks_of_draft(plain):
        completed["topics"] = [*completed["topics"], "of_draft"]
    if isinstance(given, Mapping):
        completed["dictation"] = {
            **complete_dictation(text, plain, given),
            "steps": find_edit_steps(text, plain, given),
        }
    if role == "supplier":
        of_price = find_remarks(text, without_minimum(plain), parsed.get("entities") or [])
        known = [words for words in parsed.get("remarks") or [] if not says_only_minimum(words)]
        known = [words for words in known if not any(new in words for new in of_price)]
        new = [words for words in of_price if not any(words in each for each in known)]
        said = [words for words in (*known, *new) if not _CHATS.search(words.strip(" ,，。"))]
        completed["remarks"] = list(dict.fromkeys(said))
    if role == "supplier":
        stated = find_stated(bare) if bare != text else parsed.get("stated") or []
        completed["stated"], completed["unstated"] = find_listed_values(bare, stated)
        completed["entities"] = with_prices_of_each(completed["entities"], plain)
    completed |= with_named_currency(completed, plain, named["currency"])
    completed["entities"] = name_in_order(with_entity_roles(completed, text), text)
    if role == "buyer":
        completed["entities"] = [
            {**each, "role": OUT}
            if each["entity"] == "date" and is_given_up(plain, int(each.get("end") or 0))
            else each
            for each in completed["entities"]
        ]
    completed["sizes"] = find_more_sizes(completed, text, plain)
    said = (*completed["sizes"], *(completed.get("remarks") or []), *find_specified(completed["entities"], text))
    completed["entities"], completed["bound"] = bind(completed["entities"], text, said)
    if role != "supplier":
        completed["demanded"], completed["beside"] = find_demanded(completed["entities"], text)
    if (spoken := with_spoken_prices(bare)) != bare:
        bare, completed["numbers"] = spoken, find_numbers(spoken)
    completed["figures"] = find_figures(bare, completed["entities"], completed["sizes"])
    if raised := find_raised(plain):  # "put it up to 2500" sets no limit
        completed["limits"] = [each for each in completed.get("limits") or [] if f"{each}" not in raised]
    completed["differences"] = without_times(completed.get("differences") or [], completed["figures"])
    if role == "buyer":
        completed["complaint"] = find_complaint(plain, text, completed["entities"], completed["figures"])
        told = {**(completed.get("choices") or {}), **find_kind_and_wish(plain, completed.get("choices") or {})}
        completed["choices"] = {name: value for name, value in told.items() if value}
        if completed["complaint"].get("adds") and completed["complaint"].get("account"):
            completed["topics"] = [*completed["topics"], "more_pieces"]
    cues = find_cues(text, today or clock.today()) | find_cues_beside(completed)
    clauses = {
        name: without_empty_words(cues[name]) for name in ("attribute_clauses", "attribute_parts") if name in cues
    }
    completed["cues"] = {**cues, **clauses}
    if role == "buyer" and (number := completed["cues"].get("quotation")):
        named = {"entity": "quotation", "value": number, "start": text.upper().find(number)}
        completed["entities"] = [*completed["entities"], {**named, "end": named["start"] + len(number)}]
    return completed


def without_empty_words(clauses: Collection[str]) -> list[str]:
    """Returns the clauses without those that say nothing of goods: "doesn't matter"."""
    return [words for words in clauses if not _NO_REMARK.fullmatch(folded(words).replace("’", "'").strip(" .!。！"))]


def with_entity_roles(parsed: Parsed, text: str) -> list[dict[str, Any]]:
    """Returns the entities of a parse, each with its role. Entities in a joke or in idle talk get no role."""
    entities, asides = parsed.get("entities") or [], parsed.get("asides") or []
    meant = [each for each in entities if not any(start <= each.get("start", -1) < end for start, end in asides)]
    others = [each for each in entities if each not in meant]
    return [*with_roles(meant, text, parsed["denied"]), *others]


_HAVE_THEM = re.compile(r"^(?:让|叫|请)[他她](?:们)?(?=[\u4e00-\u9fff\d])")
"""Matches words by which the reader is to do something, who is asked for it directly: 让他27号前付."""
_AGREES_FIRST = re.compile(
    r"^(?:行|好的?|嗯|可以|ok|okay|yes|fine|sure)[\s,，.]+(?=(?:不用|别|请|回|发)(?:回|打|发)?(?:电话|邮件)|邮件|邮箱|no (?:need to|phone) call|(?:e-?mail|by e-?mail) )",
    re.IGNORECASE,
)
"""Matches a yes before words on how the writer wants to be answered."""
_BESIDES = re.compile(r"^(?:顺便|顺带)(?:也|再)?(?:问|说|提)(?:一?[下声句])?(?:[他她]们?)?[\s:：,，]*(?=\S)")
"""Matches words that lead on to another thing for the reader: 问他 顺便问包装10公斤箱行不行."""


def complete_dictation(text: str, plain: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the dictation that the NLU has read in the text (`given`), completed: its words, without an introduction
    or closing words; whether they are to be sent as they stand (`is_message`) or replace all that was written
    (`is_instead`); whether the text wants somebody reminded (`reminds`); and the changes that it wants in words that
    are written already (`nlu.turn.words.drafts.editing.Edits`)."""
    found: dict[str, Any] = {**given, "is_message": False, "is_instead": False}
    found["reminds"] = _REMINDS.search(plain) is not None
    if number := (given.get("figures") or {}).get("number"):
        found["figures"] = {**given["figures"], "counts": find_what_counts(text, number)}
    plain, raw = simplify(plain), plain
    if (about := _ABOUT_IT.match(plain) or _BEFORE_IT.match(plain)) and plain == raw:
        given = {**given, "words": text[about.end() :]}
        return complete_dictation(text[about.end() :], plain[about.end() :], given)
    words = str(given.get("words") or "")
    message = next((lead for each in _MESSAGES if (lead := each.match(plain))), None)
    instead, adds = _INSTEAD.match(plain), _ADDS.match(plain)
    both = next((said for each in _ASKED_AND_TOLD if (said := each.match(plain))), None)
    yes = next((said for each in _TELLS_YES if (said := each.match(plain))), None)
    if yes:
        found |= {"words": text[slice(*yes.span("a"))], "is_to_them": True}
    elif both:
        mark = "？" if _HAN.search(both["q"]) else "? "
        told = text[slice(*both.span("q"))].strip() + mark + text[slice(*both.span("a"))].strip()
        found |= {"words": told, "is_to_them": True, "is_message": True}
    elif (last := _TELLS_LAST.search(plain)) and words in (text.strip(), text[: len(words)], ""):
        found |= {"words": text[slice(*last.span(last.lastgroup or 0))], "is_to_them": True}
    elif message:
        found |= {"words": text[message.end() :], "is_to_them": True, "is_message": True}
    elif instead:
        found |= {"words": text[instead.end() :], "is_instead": True, "begins_again": True}
    elif adds:
        found |= {"words": text[adds.end() :], "adds": True}
    elif words == text.strip() and (lead := find_lead(plain))[0]:
        found |= {"words": text[lead[0] :], "is_to_them": not lead[1]}
    elif text.strip().endswith(words) and (start := _find_told_to_one(text, plain)):
        found |= {"words": text[start:], "is_to_them": True}
    elif words == text.strip() and (added := find_added(plain))[1]:
        found |= {"words": text[slice(*added)], "adds": True}
    elif not given.get("adds") and (start := find_lead_of_addition(plain)):
        found |= {"words": text[start:], "adds": True}
    elif (
        words == text.strip()
        and (end := _TRAILS.search(plain))
        and end.start()
        and not _IS_OF_ME.search(plain, 0, end.start())
    ):
        found |= {"words": text[: end.start()], "is_to_them": True}
    elif words and text.strip().startswith(words) and _ENDS_WITH_THEM.match(plain.strip(), len(words)):
        found |= {"is_to_them": True}  # "…, tell them"
    named = next((lead for each in _TELLS_NAMED if (lead := each.match(plain))), None)
    if named:
        told = text[named.end() :].strip()
        told = put_as_question(told) if _ASKING.search(named[0]) else told
        found |= {"whom": next(word for word in named.groups() if word), "told": told}
        if not found.get("is_to_them") and _OTHER_SIDE.fullmatch(found["whom"]):
            found |= {"words": found["told"], "is_to_them": True}
    found["words"] = _AGREES_FIRST.sub("", _SLIGHTLY.sub("", str(found.get("words") or "")))
    if found.get("adds"):
        found["words"] = re.sub(r"^(?:一下|一声|一句)[\s:：,，]+", "", str(found["words"]))
    if wished := find_words_behind_wish(text, plain):
        found |= {"words": wished, "adds": True, "is_to_them": True}
    elif (said := skip_giving_up(text, plain)) != text:
        found |= {"words": said, "is_to_them": True, "is_instead": True, "begins_again": True}
    edits = find_edits(text, raw)
    found |= {**edits, "is_polite": edits["is_polite"] or given.get("is_polite") is True}
    found["swap"] = [_OF_SENTENCE.sub("", name) for name in given.get("swap") or ()] or edits["swap"]
    if (told := find_instructed(text, raw)) and not (found["is_message"] or found["is_instead"] or found.get("swap")):
        found |= {"words": told.words, "is_to_them": True, "adds": bool(found.get("adds")) or told.adds}
        found["reminds"] = found["reminds"] or told.reminds
    found |= {"question": find_joined_question(text.strip()), "qualifies": find_qualification(text.strip())}
    found["proposal"] = find_proposal(text.strip())
    if found.get("words") != text.strip():
        found["words"] = without_own_remarks(str(found.get("words") or ""))
    if _POINTS_BACK.match(plain):
        return {**found, "words": "", "is_to_them": True, "is_message": False}
    said = find_told(str(found.get("words") or "")).strip(' \t,，"“”「」')
    said = _HAVE_THEM.sub("请", _BESIDES.sub("", said)) if said != text.strip() else said
    if _ASKING.search(plain[: max(text.find(said), 0)] if said != text.strip() else ""):
        said = put_as_question(said)
    return {**found, "words": said, "agrees": is_assent(said)}


def _find_told_to_one(text: str, plain: str) -> int:
    """Returns where the words begin that somebody is to be told whom the text points at: "if it is BPA free" in "then ask
    the 2.63 people if it is BPA free", 能不能印logo in 问下6.81那家能不能印logo. Returns 0 if there are none."""
    lead = _ASKS_ONE.match(plain)
    if lead is None:
        return 0
    whom = _THEM.match(plain, lead.end())
    pointed = (each.end for each in find_pointers(text) if each.start == lead.end())
    end = whom.end() if whom else next(pointed, 0)
    told = _TOLD.match(plain, end) if end else None
    if told is None:
        return 0
    is_condition = lead["tell"] and plain[end:].lstrip().startswith(("if ", "whether "))
    return end + 1 if is_condition else told.end()


def find_edit_steps(text: str, plain: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns a dictation (`complete_dictation`) for each change that the text wants in words that are written already,
    with the words that ask for it as `said`; [] unless the text begins with such a step and has at least two. A part
    that is no step belongs to the step before it: "add that we pay the freight, and that is final"."""
    found: list[tuple[int, int]] = []
    for start, end in find_steps(plain):
        is_step = _is_step(_read_step(text[start:end], given))
        if not found and not is_step:
            return []
        found[-1:] = [*found[-1:], (start, end)] if is_step else [(found[-1][0], end)]
    return [_read_step(text[start:end], given) for start, end in found] if len(found) > 1 else []


def _read_step(said: str, given: Mapping[str, Any]) -> dict[str, Any]:
    dictation = find_dictation(said, _ANY_DAY)
    figures = {name: words for name, words in (given.get("figures") or {}).items() if words in said}
    step = complete_dictation(said, folded(said).replace("\u2019", "'"), dictation)
    gone = dict.fromkeys((*step["gone"], *find_removals(said))) if not step["adds"] else []
    return {**step, "gone": list(gone), "figures": {**dictation["figures"], **figures}, "said": said}


def _is_step(step: Mapping[str, Any]) -> bool:
    """Returns whether a piece of a text, read as dictation, asks for a change in words that are written already."""
    names = ("adds", "swap", "gone", "place", "anew", "is_polite", "rewords", "is_instead", "insertion")
    return any(step.get(name) for name in names)


def find_street(text: str, plain: str) -> tuple[int, int] | None:
    """Returns the span of the street address to which the text wants something sent, including the words after it: "12
    Marina Road, Lagos" in "two samples to 12 Marina Road, Lagos". Returns None if it names none."""
    found = next((each for pattern in _STREETS if (each := pattern.search(plain))), None)
    return found.span("street") if found else None


def _is_outside(entity: Mapping[str, Any], span: tuple[int, int]) -> bool:
    """Returns whether an entity counts beside the address: it stands outside of the address, or is the place that the
    address names."""
    start = entity.get("start")
    is_inside = isinstance(start, int) and span[0] <= start < span[1]
    return not is_inside or entity.get("entity") in _PLACES


def _find_place_unread(
    text: str, street: tuple[int, int], entities: Collection[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Returns the place with which the address ends, if no entity says where the address is: Lagos in "14 Ojo Road
    Lagos", which looks like a part of the name of the street."""
    start, end = street
    if any(each.get("entity") in _PLACES for each in entities):
        return []
    places = [found for found in _load_lexicon().find(text[start:end]) if found.entity == "country"]
    return [
        {"entity": found.entity, "start": start + found.start, "end": start + found.end, "value": found.value}
        for found in places[-1:]
    ]


@lru_cache(maxsize=1)
def _load_lexicon() -> Lexicon:
    return Lexicon.load()


def _find_left_out(text: str, plain: str) -> list[str]:
    """Returns the things that the text wants left unsaid, if it gives no words to say instead."""
    if _SAYS_ELSE.search(plain):
        return []
    found = [each.span("thing") for pattern in _LEFT_OUT for each in pattern.finditer(plain)]
    return [text[slice(*span)].strip() for span in found]


def find_reasons(text: str, plain: str, entities: list[Mapping[str, Any]]) -> list[str]:
    """Returns the clauses of the text that give a reason: the words after "because", or else the clauses after the
    first one that name neither a number nor a day and ask for nothing, or else the first clause that names the cause of
    a delay."""
    if named := _NAMED_REASON.search(plain):
        return [text[slice(*named.span("reason"))]]
    if called := _CALLED_REASON.search(plain):
        return [text[slice(*called.span("reason"))]]
    because = _BECAUSE.search(plain)
    if because and _WRITES_IT_TOO.match(plain, because.end()):
        return []  # 原因也写上 names none
    if because:
        start, end = next(find_clauses(plain[because.end() :], _CLAUSE), (0, 0))
        return [text[because.end() + start : because.end() + end].strip()[:_LONGEST]] if end else []
    taken = [(each["start"], each["end"]) for each in entities if each.get("entity") == "date" and "start" in each]
    clauses = [(_skip_saying(plain, start, end), end) for start, end in list(find_clauses(plain, _CLAUSE))[1:]]
    told = [
        without_lead(text[start:end].strip(), plain[start:end].strip())[:_LONGEST]
        for start, end in clauses
        if _is_told(plain[start:end])
        and not _ANNOUNCES.fullmatch(plain[start:end].strip())
        and not _ONLY_DECLINES.fullmatch(plain[start:end].strip())
        and not any(start <= at < end for at, _ in taken)
    ]
    return told or find_causes(text, plain)


def find_reasons_to_cancel(text: str, plain: str, entities: list[Mapping[str, Any]]) -> list[str]:
    """Returns the reason that the text gives for cancelling something: the words after "because", or else the clauses
    that neither ask nor speak of cancelling, and say more than what is cancelled: 客户不要了，单子能取消吗."""
    if because := _BECAUSE.search(plain):
        start, end = next(find_clauses(plain[because.end() :], _CLAUSE), (0, 0))
        return [text[because.end() + start : because.end() + end].strip()[:_LONGEST]] if end else []
    named = [(each["start"], each["end"]) for each in entities if "start" in each]
    bare = "".join(" " if any(start <= at < end for start, end in named) else sign for at, sign in enumerate(plain))
    found = []
    clauses = list(find_clauses(plain, _CLAUSE))
    for start, end in clauses:
        start += find_end_of_salutation(plain[start:end])
        words, rest = plain[start:end].strip(), bare[start:end]
        if not _IS_WHY.search(words):
            continue
        enough = len(_HAN.findall(rest)) > _LEAST_HAN or len(re.findall(r"[a-z']+", rest)) > _LEAST_WORDS
        asks = is_question(words) or plain[end : end + 1] in ("?", "？")
        if enough and not (asks or (_CANCELS.search(words) and not _OTHERS_CANCELLED.search(words))):
            found.append(text[start:end].strip()[:_LONGEST])
    return found if len(clauses) > 1 else []  # "we do not need it" alone is the wish itself


def _skip_saying(plain: str, start: int, end: int) -> int:
    """Returns where the rest of a clause begins after words like "just say", 就说."""
    saying = _SAYING.match(plain, start, end)
    return saying.end() if saying else start


def _is_told(clause: str) -> bool:
    """Returns whether the clause tells something of its own: it has enough words, and neither a figure nor a wish."""
    enough = (
        bool(_SHORT_REASON.search(clause))
        or len(_HAN.findall(clause)) >= _LEAST_HAN
        or len(re.findall(r"[a-z']+", clause)) >= _LEAST_WORDS
    )
    return (
        enough
        and not any(sign.isdigit() for sign in clause)
        and not _NO_REASON.search(_CAME_LATE.sub("", clause).strip())
    )


def _find_wished_term(words: str) -> str:
    """Returns the term of payment alone, for a clause in which the writer says that it wants it: "I want 50% deposit this
    time because of …". Returns other words as they are."""
    wished = _WISHED_TERM.search(words)
    return next(filter(None, wished.groups())).strip() if wished else words


def find_remarks(text: str, plain: str, entities: list[Mapping[str, Any]]) -> list[str]:
    """Returns the clauses of the text that name a certificate, speak of something that goes with a price (a sample, a
    minimum, the packing, 样品免费), or are to be written down (清真证有，写上). The clauses are returned as they were
    written."""
    places = [each["start"] for each in entities if each.get("entity") == "certification" and "start" in each]
    end = _WRITTEN_DOWN.search(plain)
    last = end.start() - 1 if end else -1
    spans = [(start, min(stop, end.start()) if end else stop) for start, stop in find_clauses(plain, _CLAUSE)]
    found = [text[start:stop] for start, stop in spans if any(start <= at < stop for at in (*places, last))]
    found += [text[start:stop] for start, stop in find_clauses(plain, _PIECE) if _OF_TERMS.search(plain[start:stop])]
    found += [text[slice(*each.span(each.lastgroup or 0))] for each in _REMARKED.finditer(plain)]
    found += [each[0] for each in _GRADE.finditer(plain)]
    found = [
        words
        for words in found
        if not (_REMARKED.search(f" {words.strip()}") and any(o in words and o != words for o in found))
    ]
    if find_whole_length(plain):  # 打样7天+大货25天 共32天
        found = [words for words in found if not find_length(words)]
    cut = [_find_wished_term(_TRAILS_OFF.sub("", _LEADS_IN.sub("", words.strip(" ,，:：")))) for words in found]
    return [words[:_LONGEST] for words in cut if words]
