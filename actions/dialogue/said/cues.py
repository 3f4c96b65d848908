"""Holds the cues of a message: short words that are neither an intent nor an entity, as the NLU has read them
(nlu/turn/words/cues/). Their meaning depends on the conversation: "more" counts only while search results are on the
screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Period:
    """Holds a period of time: the days from `start` on and before `end`. None means that the period has no such limit."""

    start: dt.date | None
    end: dt.date | None

    def holds(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Ranking:
    """Describes the list of things that the words ask for. `by` holds the properties by which it is sorted, the
    likeliest first, and `way` the order: the `first` or `last` thing, the one with the `most` or `least`, or `all`
    things in the order of the property. Only things that meet the conditions `only` (such as "unpaid"), have one of
    the `states`, are of one of the `kinds`, and have something due within the days `coming` belong to it. Further
    fields say whether the words ask how many there are, whether they ask for `several` ("which", 哪些), and whether
    they only call a thing the first or the largest and ask something else about it (`names`). A field is empty if the
    words do not say it."""

    by: tuple[str, ...] = ()
    way: str | None = None
    only: frozenset[str] = frozenset()
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    coming: Period | None = None
    counts: bool = False
    several: bool = False
    names: bool = False


@dataclass(frozen=True)
class Payments:
    """Describes what the words ask about the payments of all orders: those within the days `coming`, only those that
    are `late`, or those that were `paid`. `twice` says that something seems to have been paid twice, and `sets_off`
    that a refund shall be used for another payment. The other fields are about the list that was shown before: `alone`
    says that the words only make sense after it, `joins` that their days are added to those of that question,
    `without` that an order is left out, `less_refund` that refunds are subtracted, and `sums` that the sum is asked
    for."""

    coming: Period | None = None
    late: bool = False
    paid: bool = False
    twice: bool = False
    alone: bool = False
    joins: bool = False
    without: bool = False
    less_refund: bool = False
    sets_off: bool = False
    sums: bool = False


@dataclass(frozen=True)
class Cues:
    """Holds the cues that were found in the words. A button that carries an intent has no words, and so no cues."""

    # How the message asks
    is_short: bool = False
    """Whether the message is short enough for a follow-up. A longer text is understood by itself."""
    is_question: bool = False
    asks_first: bool = False
    """Whether the words begin with a question, and other words follow: 能做蓝色吗，上次那个白的."""
    gives_contact: bool = False
    """Whether the words say how somebody can be reached: "Ms. Petersen, 040 555 0192", 打我手机."""
    asks_alike: bool = False
    """Whether the words ask the same about something else: "and for suppliers?", 那供应商呢."""
    asks_which: bool = False
    """Whether the words ask which of several things is meant or is best: "which one is faster?", 哪家便宜."""

    # What it answers, or says to the bot
    assents: bool = False
    """Whether the words agree and say nothing else: "yes, go ahead"."""
    praises: bool = False
    """Whether the words only praise, thank, or say that something was understood, which may be meant for the last
    answer: "great", "that's fine", 不错."""
    agrees: bool = False
    """Whether the words say yes, or name a deed that may be agreed to, and add nothing: "yes sir", "all up. confirm",
    地址也不变。ok下单."""
    deeds: tuple[str, ...] = ()
    """The deeds that words of agreement name, by the names that tasks have for them (`Task.deeds`): "ok, register
    it"."""
    deeds_at_last: tuple[str, ...] = ()
    """The names of the deeds to which the last sentence says yes, and says nothing else: "yuan is ok. yes accept"."""
    agrees_of: str | None = None
    """What a yes is about that also names what it is not about: `request` for "yes the request, not the order"."""
    only_leaves: bool = False
    """Whether the words only say that something stays as it is, or that nothing more is wanted: "ship date stays"."""
    sends: bool = False
    """Whether the words say "send it", which is a "yes" after "Shall I send it?"."""
    sends_among: bool = False
    """Whether one of several clauses says nothing but "send it": "submit it, the photos follow"."""
    stops_among: bool = False
    """Whether one of several clauses only says that a wish is given up: "forget it, I collect them myself"."""
    stops: bool = False
    """Whether the whole text only says "stop" or "cancel", which does not ask to cancel an order."""
    acknowledges: bool = False
    """Whether the words only acknowledge what the bot said: "ok", 好的."""
    acknowledges_first: bool = False
    """Whether the words first acknowledge what the bot said, and go on: "ok, I'll wait till Friday", 好 那我等等."""
    confirms: bool = False
    """Whether the words are short and say that something is confirmed or accepted."""
    refuses_to_confirm: bool = False
    """Whether the words say that something is not to be confirmed: "don't confirm yet", 先别确认."""
    holds_goods_back: bool = False
    """Whether the words say that goods are not to leave yet: "don't ship 555 yet", 先别发."""
    cannot_be_done: bool = False
    """Whether the words say that somebody cannot do something: "we can't make it", 做不了."""
    removes: bool = False
    """Whether the message takes something out: "send it out" does not."""
    complains: bool = False
    """Whether the words complain that the bot does not understand."""
    asks_to_translate: bool = False
    """Whether the words only ask to put a message into another language: "tell them in English", 用英文写."""
    asks_for_languages: bool = False
    """Whether the words ask which languages the bot knows, without asking it to change to one: "do you speak French?"."""
    language: str | None = None
    """The language that the words ask for, `en` or `zh`."""
    asks_if_person: bool = False
    finds_too_many: bool = False
    """Whether the words ask whether a person or a machine answers."""
    meaning: str | None = None
    """The beginner's question that the words ask, one of `MEANINGS`."""

    # What it corrects or chooses
    corrects: bool = False
    """Whether the words correct how the last message was read: "no, 600 not 500", 不是，我是说…."""
    names_alternatives: bool = False
    """Whether the words say that any one of the things that they name is enough: "EN 71 or ASTM, either will do"."""
    ordinals: tuple[int, ...] = ()
    """The places, from 1, that ordinals such as "the second one" name in a list; -1 is the last one."""
    place: int | None = None
    """The place in a list that the whole text is: "2", 二."""
    amount: int | None = None
    """The quantity of goods, if the whole text is a number."""
    number: str | None = None
    """The number, if the whole text is one, such as "850" or "3.20"."""
    few: int | None = None
    """2 for "the first two", and up to 5."""
    points_at_one: bool = False
    """Whether the words speak of the one thing that is talked about: "is that one …", 这家."""

    # What it changes in a search
    wants_more: bool = False
    wants_verified: bool = False
    """Whether a short text speaks of verified suppliers."""
    wants_certified: bool = False
    """Whether the words ask for certified goods in general. A certificate that is named is an entity."""
    names_verified_sellers: bool = False
    """Whether a text of any length asks for verified suppliers: "verified suppliers of tomato paste"."""
    names_factories: bool = False
    """Whether the words ask for factories instead of trading companies: "factories only", 只要工厂."""
    min_rating: float | None = None
    """The lowest rating of a supplier, from 1 to 5, that the words allow: "above 4.5 stars", 评分4.5以上."""
    max_days: int | None = None
    """The longest lead time, in days, that the words allow: "lead time under 25 days", 交期20天以内."""
    sort: str | None = None
    """The figure by which the results are to be sorted: "cheaper" means `price`."""
    attribute: str | None = None
    """The property of goods that a short text names and nothing else, such as "220 gsm" for "220 gsm only"."""
    attribute_clauses: tuple[str, ...] = ()
    """The clauses of the text that name a property of goods and nothing else."""
    attribute_parts: tuple[str, ...] = ()
    """The same clauses, divided at "and" as well."""
    speaks_of_budget: bool = False
    """Whether the words call an amount of money what the contact can spend in all, so that it is no price of one
    piece."""
    names_variant: bool = False
    """Whether the words name a variant of goods, such as a colour or a size."""
    part_colour: str | None = None
    """The colour, if the words name nothing else for a part of the goods: "half of them in dark blue"."""
    swaps_goods: bool = False
    """Whether the words exchange goods, or a part of them, for others: "swap 50 of the red for blue"."""
    seeks_supplier: bool = False
    """Whether the words look for a supplier, as "need supplier" does and "want to be a supplier" does not."""
    speaks_of_sellers: bool = False
    """Whether the words are about the sellers and not about their goods."""

    # What it says of trades and of the contact's own company
    names_sample: bool = False
    asks_price: bool = False
    asks_of_own: bool = False
    """Whether the words speak of the contact's own company: "our prices", 我们的样品."""
    of_profile: bool = False
    """Whether the words speak of how others see a company: "rating", 评价."""
    asks_for_table: bool = False
    """Whether the words ask for a list as a file for a spreadsheet program."""
    listing_values: tuple[str, ...] = ()
    """The values of a listing that the words name: `price`, `moq`, `stock`, `lead_time`, `sample`."""
    kept_values: tuple[str, ...] = ()
    """The values of a listing that are to stay as they are: "the minimum stays, only the price"."""
    asks_arrival: bool = False
    """Whether the words ask when something arrives somewhere."""
    swaps_two: bool = False
    """Whether the words say that two values have to be exchanged with each other: "the other way round", 反了."""
    speaks_of_trades: bool = False
    """Whether the words speak of a claim, a quotation or an order, or ask to tell somebody something."""
    speaks_of_leaving: bool = False
    """Whether the words say that goods leave, are ready to leave, or come later."""
    parts: tuple[Mapping[str, Any], ...] = ()
    """The numbers that may count pieces. Each says whether it counts the rest of an order, and has the time that the
    words give for it."""
    with_next: bool = False
    """Whether the words say that something is to come with the next shipment."""
    rest_time: str | None = None
    """When the rest of an order comes, in the words of the message."""
    amends: Mapping[str, Any] = field(default_factory=dict)
    """What a supplier offers as compensation: how many pieces are `broken`, how many it sends `anew`, for how many it
    gives the price back (`paid_for`), and whether it offers any `money`."""
    needs: bool = False
    """Whether the words say how much is needed: "we need 24 t"."""
    wishes_answers: bool = False
    """Whether the words say until when somebody shall answer: "I want the answers by Friday"."""
    proposes: bool = False
    """Whether the words propose something else instead: "what if we offer 27 inch?"."""
    asks_to_be_allowed_to_decline: bool = False
    """Whether the words ask if the writer may decline or cancel."""
    asks_unpaid: str | None = None
    """What the words ask about an order whose payment has not come: whether goods or work may be held back (`hold`),
    whether the order may be `confirm`ed, whether the payment comes `first`, or what can be done (`then`)."""
    asks_if_withdrawable: bool = False
    """Whether the words ask if a quotation could be withdrawn in a case that has not come: 要是他嫌贵我能撤回不."""
    asks_when_to_follow_up: bool = False
    """Whether the words ask after how long a silent buyer should be reminded."""
    asks_who_refunds: bool = False
    """Whether the words ask which side pays money back: 谁来退，我们还是平台."""
    asks_to_quote_still: bool = False
    """Whether the words ask if the writer can still quote."""
    part_of_day: str | None = None
    """The last part of a day that the words name: `morning`, `noon`, `afternoon` or `evening`."""
    packing_data: Mapping[str, Any] = field(default_factory=dict)
    """The `gross` weight and the number of `cartons` that the words name."""
    supposes_price: str | None = None
    """The words that name a price of other goods which the writer only supposes: "6500K would be 9.10"."""
    asks_wanted_terms: bool = False
    """Whether the words ask which Incoterm a buyer has asked for: 他们要的是DAP还是FOB."""
    keeps_only: str | None = None
    """The name of the variant of which alone the words want to speak: "4000K" for "only the 4000K one"."""
    wishes_to: bool = False
    """Whether the words only wish for something, which is not done yet: 想先发400套."""
    make_up: str | None = None
    """The word for that property of the goods: 包装."""
    asks_make_up: bool = False
    """Whether the words ask how goods are to be made, coloured or packed: 买家要什么包装."""
    takes_up: bool = False
    """Whether the words may agree to something that is offered: "take it", 就定这家."""
    tells_price: bool = False
    """Whether the words ask to tell somebody a price, which offers it: "tell them 6.10 and we can talk", 还他6块2."""
    asks_commission: bool = False
    """Whether the words speak of the marketplace's own fees."""
    asks_binding: bool = False
    """Whether the words ask until when the writer is bound to something."""
    asks_how_they_pay: bool = False
    """Whether the words ask how reliably somebody pays: "is nordmarkt a good payer?"."""
    insists: bool = False
    """Whether the words insist on something that was refused: "come on, just this once"."""
    apologises: bool = False
    """Whether the words ask to add an apology to a message: 说声抱歉."""
    asks_other_orders: bool = False
    """Whether the words ask for the other orders of a company: 他们除了这单还有啥."""
    asks_weight: bool = False
    """Whether the words ask for the weight or the cartons of a shipment."""
    takes_off: bool = False
    """Whether the words ask to take a listing out of the shop: "take it off"."""
    pauses_all: bool = False
    """Whether the whole text takes all things out of the shop: 都停, "stop all of them"."""
    asks_if_back: bool = False
    """Whether the words ask if a paused listing comes back by itself."""
    asks_punctuality: bool = False
    """Whether the words ask how punctual the writer's company is: 准时率呢."""
    wants_better_rating: bool = False
    """Whether the words ask for a better rating: 给我涨到5分呗."""
    asks_success: bool = False
    """Whether the words ask how many of the writer's quotations were accepted: 报价成交率怎么样."""
    not_in_time: bool = False
    """Whether the words say that something is not ready in time."""
    new_listing: bool = False
    """Whether the words ask to list a product that is not listed yet: "can I add a new product?"."""
    departs: bool = False
    """Whether the words say when a ship, a train or a lorry departs: 26号开船."""
    splits: bool = False
    """Whether the words speak of goods that leave in several shipments: "in two parts", 分批发."""
    number_later: bool = False
    """Whether the words say that a number is not there yet and comes later: 单号等货代给."""
    asks_whether_told: bool = False
    """Whether the words ask if the other side learns of something: 买家会收到通知吧."""
    asks_what_they_see: bool = False
    """Whether the words ask what the other side sees of something: 买家那边能看到啥."""
    tells_progress: bool = False
    """Whether the words say how much of an order is made: 进度到60%了, "320 of 500 are assembled"."""
    progress: Mapping[str, Any] = field(default_factory=dict)
    """How far the production is: the `share` of the goods that is made, as a fraction of one, or the `count` of those
    made, with the total number (`of`); `vague` for a share without a number; and the `step` of the work, as the words
    name it: 上釉."""
    finishes: bool = False
    """Whether the message speaks of goods being finished, and not of their leaving."""
    share_made: str | None = None
    """The share that the words name, as a decimal fraction of one: 六成, "two thirds"."""
    vague_share: bool = False
    """Whether the words name a share without a number: "more than half", 一半多."""
    says_attached: bool = False
    """Whether the words speak of a photo or another file as if it were attached."""
    wants_quotation: bool = False
    """Whether the words ask to get a price from somebody: 攞報價, 帮我问他们报个价."""

    compares_sellers: bool = False
    """Whether a supplier asks about other suppliers and their products."""

    # What it says of orders, payments and shipments
    names_orders: bool = False
    """Whether the words speak of an order or of what happens to one."""
    asks_of_an_order: bool = False
    """Whether only an order that was placed can be meant by the words: "track the lamps", 灯的订单."""
    names_an_order: bool = False
    """Whether the words name an order by its goods and say little else: "the tomato paste order", 番茄酱那单."""
    asks_for_some: bool = False
    """Whether the words ask for several things of a kind: "and the delivered ones?", 已发货的呢."""
    latest_order: bool = False
    new_orders: bool = False
    """Whether the words name new orders. A supplier means the ones that wait for its confirmation."""
    order_states: tuple[str, ...] = ()
    """The states of orders that the words name: "not delivered yet" means that the order is on its way."""
    calls_by_state: bool = False
    """Whether the words say by its state which order is meant: "the cancelled one", 取消的那单."""
    calls_by_time: bool = False
    """Whether the words say by a time which order is meant: "last week's order", 上周那单."""
    leaves_some_out: bool = False
    """Whether the words leave out the orders that they name: "skip the ones not confirmed yet"."""
    sets_quantity: bool = False
    """Whether the words set a quantity to another one: "make it 750", 改成900."""
    unpaid: bool = False
    """Whether the words speak of orders that are not paid."""
    asked_at: tuple[Decimal, ...] = ()
    """The quantities at which the words ask what goods would cost: "what would it be at 14 hundred vs 15 hundred"."""
    only_opens_change: bool = False
    """Whether the words only say that an order shall be changed, and not how."""
    asks_what_runs: bool = False
    """Whether the words ask for all that is under way: "overview of whats still running"."""
    points_at_mail: bool = False
    """Whether the words only want a mail mentioned that was spoken of: "mention the mail too"."""
    asks_what_is_left: bool = False
    """Whether the words ask what a price includes, or leaves to the buyer: "so whats not included"."""
    asks_way_back: bool = False
    """Whether the words ask how money comes back: "how does it come back, same account?"."""
    asks_steps: bool = False
    """Whether the words ask from which quantity a price holds: "from how many is it cheaper", 多少起便宜."""
    only_too_much: bool = False
    """Whether the words only find something too much: "too much.", 太贵了."""
    asks_if_they_cancel: bool = False
    """Whether the words ask if the other side may cancel: "can they cancel on us?"."""
    puts_value_to_them: bool = False
    """Whether the words name a quantity for which the other side shall be asked: "so the 600, ask them"."""
    resizes_instead: bool = False
    """Whether the words want another quantity instead: "could we instead make it smaller, 300 or so"."""
    scorns: bool = False
    """Whether the words scorn goods: 什么破杯子, "these rubbish cups"."""
    halves_goods: bool = False
    """Whether the words want half of some goods, and say no more of this half: "half the hand towels though"."""
    halves: bool = False
    """Whether the words want half of the quantity: "halve it", 砍一半."""
    repeats_an_order: bool = False
    """Whether words that ask for the same as before mean an order, and not a request: "reorder", 再来一单."""
    bare_order: str | None = None
    """The number of an order, if it is named without its prefix, as in 取消100712."""
    unknown_order: Mapping[str, Any] | None = None
    """The `number` of an order, in a form that Caravan's own numbers do not have ("order SO-4711", 订单88121).
    `as_waybill` says whether the word before it may also introduce the number of a shipment."""
    reports_payment: bool = False
    """Whether the words say that a payment was made."""
    names_reference: bool = False
    """Whether the words have a word that introduces the number of a payment: 水单, "ref"."""
    speaks_of_sending: bool = False
    """Whether the words say that goods are sent or arrive."""
    leaves: bool = False
    """Whether the day in the words is the one on which goods leave, and not the one on which they arrive."""
    names_other_day: bool = False
    """Whether the words want another day than before: "earlier", 推迟."""
    names_vague_day: bool = False
    """Whether the words name a day that is too vague for a date, such as 12月底."""
    shipment_code: str | None = None
    """The word that looks like the number of a shipment."""
    waybill: str | None = None
    """The number of a shipment that the words write in groups: 单号 5518 2073 46."""
    has_long_number: bool = False
    """Whether the text has a number of eight digits or more."""
    speaks_of_tracking: bool = False

    # What it says of requests and quotations
    of_quotes: bool = False
    """Whether the day in the words is the last one for quotations, and not the one on which goods are needed."""
    quotation: str | None = None
    """The number of the quotation that the words name."""
    incoterm: str | None = None
    """The code of the Incoterm in the text, whether it is marked as an entity or not."""
    lead_days: int | None = None
    """The lead time, in days, that the words name. The number of days for which a quotation is valid, or which a sample
    takes, does not count."""
    of_validity: bool = False
    """Whether the words say until when something is valid."""
    asks_own_sales: bool = False
    """Whether a supplier asks for its own sales: 这个月接了几单."""
    asks_own_income: bool = False
    """Whether a supplier asks which money has come in, or is still to come: "how much came in so far"."""
    asks_best_buyer: bool = False
    """Whether a supplier asks which buyer orders most: "who is our best customer"."""
    names_outcome: str | None = None
    """The outcome by which the words choose a supplier's own quotations, such as `won` in 哪些报价中标了."""
    asks_to_bargain: bool = False
    """Whether a supplier asks the bot to bargain with a buyer for it."""
    asks_others_sales: bool = False
    """Whether the words ask what others sell: 别家一个月卖多少."""
    asks_sales_of_firm: bool = False
    """Whether the words ask what a firm that they name sells: 锦江绣一个月卖多少."""
    can_keep: bool = False
    """Whether the words say that a day is possible: "9 december is ok now", 15号可以了."""
    asks_most_urgent: bool = False
    """Whether the words ask what of several things is the most urgent: 先弄哪个, "which is the most urgent"."""
    names_the_urgent_one: bool = False
    """Whether the words name the thing that was called the most urgent: "the one you called urgent"."""
    asks_to_do: bool = False
    """Whether the words ask what is to be done: 有啥急的没, "any orders waiting for us?"."""
    asks_news: bool = False
    """Whether the words ask for news of the other side: 有动静吗, "anything from hamburg?"."""
    tells_trouble: bool = False
    """Whether the words of a supplier tell that something went wrong at its works: 烧坏了一窑, "the housings come
    late"."""
    tells_bad_news: bool = False
    """Whether the words only say that something is wrong: "bad news for 100817"."""
    muses: bool = False
    """Whether the writer thinks aloud: "嗯…… 算了老客户了"."""
    asks_what_to_say: bool = False
    """Whether the writer asks what to answer somebody: 我咋回."""
    asks_if_in_time: bool = False
    """Whether the words ask if something would be in time: 算下来赶得上不, "need to report that?"."""
    asks_if_so: bool = False
    """Whether the words ask if something is still so: 500公斤那档价格还在不在."""
    agrees_first: bool = False
    """Whether the words begin with a yes and go on: 停吧。一级的改成1吨."""
    does_likewise: bool = False
    """Whether something else is to be done in the same way: 二级也是."""
    other_tiers_stay: bool = False
    """Whether only the price of the smallest quantity is to change: 其他档不动."""
    takes_order: bool = False
    """Whether the words take an order, whatever else they say: "we take it but ship 22 dec", 接了 不过22号发."""
    kept_steps: tuple[str, ...] = ()
    """The quantities from which prices hold that are not to change, "last" for the largest: 6000以上那档别动."""
    called_by: tuple[str, ...] = ()
    """The numbers and words that choose one of several listings of one kind: "the 60w", 22的, 绿的, 是特级."""
    whole_price: Decimal | None = None
    """The price of a whole lot: 总价凑整 20800, "20800 in total"."""
    asks_list_price: bool = False
    """Whether the words ask for a price in the writer's own shop: "what's my list price at 20t", 挂的20吨什么价."""
    says_instead: bool = False
    """Whether the words say what is to be written as a reason: 就说产能紧张, "just say capacity"."""
    of_delivery: bool = False
    """Whether the words say when goods are made, leave or arrive."""
    valid_until: dt.date | None = None
    """The last day of the period for which something is valid, if the words give a length of time. If they name the day
    itself, the NLU marks it as an entity instead."""
    offered: tuple[Decimal, ...] = ()
    """The prices that the other side offers, in a supplier's words: 5.9 in 买家还5.9，我们还6.1."""
    written: tuple[Decimal, ...] = ()
    """The numbers that are written in digits. The "one" in "the second one" does not count."""
    minimum: tuple[Decimal, ...] = ()
    """The smallest quantity that the words name, if they name one: 500 in "from 500 pieces". 0 means that there is
    none."""
    minimum_words: str = ""
    """The words that name this quantity: 起订500."""
    ruled_out: tuple[Decimal, ...] = ()
    """Those of the `written` numbers that the words rule out: 500 in "600 not 500"."""
    made: tuple[Decimal, ...] = ()
    """The numbers that say how much of the goods is made, where the words also say how much leaves: 400 in 烧好了400套，先发200."""
    remarked: tuple[Decimal, ...] = ()
    """The numbers in the remarks of the message."""

    ranking: Ranking | None = None
    """The list of own things that the words ask for: "which leaves first?", 还有几单没确认."""

    payments: Payments | None = None
    """The payments of all orders for which the words ask: "what do we owe this month and next?", 最近有啥要付的."""
    pay_day: dt.date | None = None
    """The day on which the writer asks whether to pay: "if I pay on the 5th, any problem?"."""

    # Which time it names
    period: Period | None = None
    """A period of time in the past: "last month", 最近三天."""
    deadline: dt.date | None = None
    """The last day of a time limit such as "before end of March", "within 2 weeks" or 两周内. If the words name the day
    itself, the NLU marks it as an entity instead."""
    duration: int | None = None
    """The length in days of "three weeks", 20天 or 半个月."""
    swapped_days: int | None = None
    """The length in days that replaces another length: 5 in 四天改五天."""

    @property
    def asks_of_own_profile(self) -> bool:
        """Returns whether a company asks how others see it: "what's my rating", 我们的评价."""
        return self.is_short and self.asks_of_own and self.of_profile

    @property
    def names_supplier_condition(self) -> bool:
        """Returns whether the words set a condition on suppliers: verified, factories only, or a rating."""
        return self.names_verified_sellers or self.names_factories or self.min_rating is not None

    def find_ordinals(self, count: int) -> list[int]:
        """Returns the indexes, from 0, of the things that ordinals such as "the second one" mean in a list of `count`."""
        chosen = [place - 1 for place in self.ordinals if 0 < place <= count]
        return chosen or ([count - 1] if count and -1 in self.ordinals else [])

    def find_chosen(self, count: int) -> list[int]:
        """Returns the indexes, from 0, of the things that the words choose from a list of `count`: by an ordinal or by a bare
        number ("2", 二)."""
        if self.place is None:
            return self.find_ordinals(count)
        return [self.place - 1] if self.place <= count else []


MEANINGS = ("moq", "factory_or_trader", "beginning")
"""The questions of beginners: what an MOQ is, how a factory differs from a trading company, and how to begin."""


def read_cues(given: object) -> Cues:
    if not isinstance(given, Mapping):
        return Cues()
    return Cues(**{name: _READ.get(name, _read)(given[name]) for name in _NAMES if name in given})


def _read(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _read_day(day: str | None) -> dt.date | None:
    return dt.date.fromisoformat(day) if day else None


def _read_period(days: Sequence[str | None]) -> Period:
    start, end = days
    return Period(_read_day(start), _read_day(end))


def _read_ranking(given: Mapping[str, Any]) -> Ranking:
    coming = given.get("coming")
    return Ranking(
        by=tuple(given.get("by") or ()),
        way=given.get("way"),
        only=frozenset(given.get("only") or ()),
        states=tuple(given.get("states") or ()),
        kinds=tuple(given.get("kinds") or ()),
        coming=_read_period(coming) if coming else None,
        counts=bool(given.get("counts")),
        several=bool(given.get("several")),
        names=bool(given.get("names")),
    )


def _read_payments(given: Mapping[str, Any]) -> Payments:
    coming = given.get("coming")
    said = {name: bool(value) for name, value in given.items() if name != "coming"}
    return Payments(_read_period(coming) if coming else None, **said)


def _read_numbers(numbers: Iterable[str]) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, numbers))


_NAMES = tuple(field.name for field in fields(Cues))
_READ: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("deadline", "valid_until", "pay_day"), _read_day),
    "payments": _read_payments,
    "whole_price": Decimal,
    "period": _read_period,
    "ranking": _read_ranking,
    **dict.fromkeys(("offered", "minimum", "written", "ruled_out", "remarked", "made", "asked_at"), _read_numbers),
}
"""The functions that read values for which JSON has no type."""
