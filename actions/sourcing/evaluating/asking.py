"""Finds out whether a message asks something about the listings on the screen or their suppliers, and what it asks."""

from __future__ import annotations

from dataclasses import dataclass

from actions.dialogue.brief import is_brief
from actions.dialogue.referring import OWN, find_at_hand
from actions.dialogue.said.asked import Asked
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import mentions_kind
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.earlier_searches import find_earlier_search, list_goods_before, names_search
from actions.sourcing.evaluating.facts import FACTS, IN_RELIABILITY, PROPERTIES

_OF_PRICE = frozenset(("ask_price", "goods_fact"))
LAST = "asked_of_goods"
"""The name under which the record keeps the last question."""
DONE = "goods_fact"
"""The name that the record keeps as the deed of a turn that has answered such a question."""
_OTHER_SUBJECT = ("order_number", "rfq_number", "quotation", "claim_number", "sample_number", "tracking_number")
_OF_GOODS = frozenset(("listing", "supplier"))
NAMED_BY_THEM = frozenset(("safety", "manual", "plug"))
"""Facts that the reply cannot call by one name, because questions about them differ too much. The reply quotes the
question instead."""
_FEW_WORDS, _FEW_HAN = 6, 8
"""The most words and Chinese characters of a message that asks the same about another listing."""
_OWN = frozenset(("own", "past"))
_MAKER = "maker"
"""The thing that a message names by "factory" or the like. Alone, it asks whether the supplier is one."""
_ONE_WORD, _ONE_HAN = 2, 3
_ASKS, _SURE = 0.4, 0.5
_WISHES = frozenset(
    (
        *("request_quote", "place_order", "contact_supplier", "request_sample", "human_handoff", "contact_team"),
        *("check_quotes", "accept_quote", "decline_quote", "change_order", "cancel_order"),
    )
)
"""Intents of messages that want something done. They count if the NLU is sure of them and the words ask nothing."""

_OF_PRICES = frozenset(("price", "total", "plug"))
_ASK_FOR_SOMETHING = frozenset(("compare_suppliers", "faq_fees"))
"""Intents of questions with an answer of their own: "what would they charge?"."""
_EXTRAS = frozenset(("freight", "insured"))
"""Topics of questions whether a price contains more than the goods. Another function answers them."""
_TOLD = frozenset(("contact_supplier", "contact_team", "human_handoff"))
"""Intents of messages that want somebody told or asked something, even if they are questions: "could I ask them …?"."""


@dataclass(frozen=True)
class Question:
    """Holds what a message asks about goods: the names of the things that it asks about
    (nlu/understanding/asked/goods.yml), and the kinds of its questions."""

    things: tuple[str, ...]
    kinds: frozenset[str] = frozenset()

    @property
    def facts(self) -> list[str]:
        """Returns the facts that are asked for. In a question about goods made to order ("can it be blue?"), a property
        is a wish and no fact of the goods as they are, so that it is left out."""
        facts = [name for name in self.things if name in FACTS]
        if "reliability" in facts:
            facts = [name for name in facts if name not in IN_RELIABILITY]
        return [name for name in facts if name == "custom" or name not in PROPERTIES] if "custom" in facts else facts

    def is_about(self, *things: str) -> bool:
        return not set(things).isdisjoint(self.things)


def read_question(turn: Turn) -> Question | None:
    """Returns what the message asks about goods; None if it asks nothing, sets a condition of the search, wants
    something done, or is about something else. A message that only points at another listing or names another quantity
    repeats the question before: "and the second one?"."""
    if not is_about_goods(turn):
        return None
    clauses = [each for each in turn.asked_of_goods if each.things and _puts_question(turn, each)]
    passed_over = {_MAKER, "logo"} if "no_logo" in turn.topics else {_MAKER}
    things = tuple(dict.fromkeys(name for clause in clauses for name in sorted(clause.things - passed_over)))
    if not things and clauses and is_brief(turn.text, _ONE_WORD, _ONE_HAN) and not turn.pointing:
        things = ("kind",)  # "factory?"
    kinds = frozenset(kind for clause in turn.asked_of_goods for kind in clause.kinds)
    if not things and "which" in kinds and _asks_what_they_make(turn):
        things = ("products",)  # "what does Chengdu Silk make?"
    question = Question(things, kinds) if things else _ask_again(turn)
    return None if question is None or _wants_something_else(turn, question) else question


def _asks_what_they_make(turn: Turn) -> bool:
    """Returns whether a question that names a company and nothing to be known of it can only mean its goods."""
    is_of_one = len(turn.entities.words("company")) == 1 and not turn.entities.has("product", "quantity")
    return is_of_one and turn.intent not in _ASK_FOR_SOMETHING and not turn.topics & {"versus", "differs"}


def _puts_question(turn: Turn, clause: Asked) -> bool:
    """Returns whether the clause asks something: it is a question by its form, or the whole message asks. "The logo is
    2 colours" is none."""
    return turn.asks or clause.is_question or clause.asks_more_than_whether


def _ask_again(turn: Turn) -> Question | None:
    kept = turn.record.kept.get(LAST)
    counts = {name for name, _ in turn.entities.found} == {"quantity"} and not turn.numbers[1:]
    if counts and is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and _OF_PRICE & set(turn.record.last.done):
        return Question(("total",))  # "and for 500?"
    compares = "versus" in turn.topics or turn.choices.get("criterion") or len(turn.pointing) != 1
    is_brief_one = "same_question" in turn.topics or (
        is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and turn.acts.kind not in ("yes", "no", "give_up")
    )
    only_points = not compares and not turn.entities and is_brief_one and not _asks_otherwise(turn)
    if not only_points or not turn.has_just_done(DONE) or not isinstance(kept, list):
        return None
    return Question(tuple(map(str, kept)))


def _asks_otherwise(turn: Turn) -> bool:
    """Returns whether the message asks something of its own: "what did you tell them?"."""
    return any(clause.asks_more_than_whether for clause in turn.asked_of_goods)


def is_about_goods(turn: Turn) -> bool:
    """Returns whether listings or suppliers were shown or are named, and nothing else was talked about since."""
    if turn.is_pressed or turn.is_supplier or turn.entities.has(*_OTHER_SUBJECT):
        return False
    of_orders = (
        turn.cues.asks_of_an_order or turn.cues.names_an_order or (turn.cues.names_orders and _OWN & turn.owning)
    )
    if of_orders and turn.is_signed_in:
        return False
    search = find_current_search(turn)
    if turn.entities.products and (search is None or not (names_search(turn, search) or _names_a_use(turn))):
        return False
    if turn.entities.has("company"):
        return True
    others = [name for name, _ in list_goods_before(turn) if search is None or name != search.text]
    if any(mentions_kind(turn.text, (name,)) for name in others):
        return False  # "now the bags, what would 5000 cost?"
    if turn.topics & {"back_to", "earlier"} and find_earlier_search(turn) is not None:
        return False  # 刚才那个砖, after toilets
    if search is not None and "so_far" in turn.topics:
        return False  # "what did we have: how many, which city"
    latest, at_hand = turn.record.latest_list, find_at_hand(turn)
    if at_hand is not None and (turn.record.focus or at_hand.kind in OWN):
        return at_hand.kind in _OF_GOODS
    return latest is not None and latest.kind == "listing" and latest.intent is None


def _names_a_use(turn: Turn) -> bool:
    """Returns whether the goods that the message names are only something for which the goods on the screen have to be
    suitable: "safe for dishwashers?"."""
    named = any(not clause.things.isdisjoint(NAMED_BY_THEM) for clause in turn.asked_of_goods)
    return named and turn.intent != "find_supplier"


def _wants_something_else(turn: Turn, question: Question) -> bool:
    """Returns whether the message dictates words for somebody, wants something done, or narrows or sorts the search."""
    told = turn.dictation
    if told.is_to_them or told.is_message or told.told or told.reminds or turn.entities.certifications:
        return True
    if turn.intent == "compare_suppliers" and turn.entities.has("company") and turn.topics & {"versus", "differs"}:
        return True  # 成都蜀香园那个精选的 差在哪
    if turn.intent in _WISHES and turn.confidence >= _SURE and turn.acts.kind == "wish" and not turn.cues.is_question:
        return True
    made_to_wish = question.is_about("logo", "custom") and "to_ask" not in turn.topics
    if turn.intent in _TOLD and turn.acts.find(turn.intent) >= _ASKS and not made_to_wish:
        return True  # "could I ask them to send a picture?"
    if turn.intent == "faq_incoterms" and turn.entities.has("incoterm") and question.is_about("incoterm"):
        return True  # "what's FOB then?"
    if turn.topics & _EXTRAS and set(question.things) <= _OF_PRICES and not turn.entities.has("quantity"):
        return True  # "and with insurance it costs how much more"
    if turn.entities.has("excluded_region") or "why" in question.kinds or question.is_about("meaning"):
        return True
    if question.is_about("disputes") and "how" in question.kinds:
        return True  # 纠纷怎么处理
    if turn.intent == "faq_supplier_verification" and "how" in question.kinds and not turn.pointing:
        return True  # 供应商是怎么通过认证的
    latest = turn.record.latest_list
    has_several = latest is not None and len(latest.ids) > 1
    asks_which = "who" in question.kinds or question.is_about("all")
    if has_several and asks_which and turn.choices.get("criterion"):
        return True
    search = find_current_search(turn)
    if search is None or turn.points_into_list or turn.entities.has("company"):
        return False
    if turn.cues.sort:
        return True
    return narrows(turn) and bool(question.facts) and all(FACTS[name].may_narrow for name in question.facts)


def narrows(turn: Turn) -> bool:
    """Returns whether the message sets a condition of the search rather than asking something: "any with a lid?"."""
    return turn.acts.share("condition") >= _SURE and turn.acts.find("ask_about") < _ASKS
