"""A message that answers the open question and then goes on is divided, and one that changes what was agreed to is not."""

from __future__ import annotations

import pytest

from nlu.turn.dividing.parts import (
    find_divisions,
    is_a_preface,
    is_an_answer,
    is_question_beside_search,
    is_without_wish,
    skip_leading,
    stands_alone,
    wants_something,
)


@pytest.mark.parametrize(
    ("text", "head", "rest"),
    [
        ("yes, send it. And where is my order?", "yes, send it", "where is my order?"),
        ("ok then ask for the invoice", "ok", "ask for the invoice"),
        ("好的，顺便查下尾款", "好的", "查下尾款"),
        ("可以 另外我要找人工", "可以", "我要找人工"),
    ],
)
def test_the_longest_beginning_comes_first(text: str, head: str, rest: str) -> None:
    first = next(find_divisions(text))
    assert (first.head, first.rest) == (head, rest)
    assert text[first.start :].startswith(rest)


@pytest.mark.parametrize(
    "text", ["", "yes", "yes.", "600 pieces, please", "好", "。。。", "a" * 4096, "1,2,3,4", "好" * 4096]
)
def test_what_has_no_two_parts_is_not_divided(text: str) -> None:
    assert not list(find_divisions(text))


def parsed(intent: str, confidence: float, *acts: tuple[str, float], entities: int = 0) -> dict[str, object]:
    return {
        "intent": {"name": intent, "confidence": confidence},
        "entities": [{"entity": "quantity"}] * entities,
        "acts": [{"act": kind, "kind": kind, "confidence": share} for kind, share in acts],
    }


def test_an_answer_holds_nothing_but_the_answer() -> None:
    assert is_an_answer(parsed("affirm", 0.9, ("yes", 0.9)))
    assert is_an_answer(parsed("ship_order", 0.6, ("no", 0.7)))
    assert not is_an_answer(parsed("affirm", 0.9, ("yes", 0.9), entities=1))
    assert not is_an_answer(parsed("affirm", 0.9, ("yes", 0.5), ("value", 0.4)))
    assert not is_an_answer(parsed("affirm", 0.9))


def test_a_yes_is_made_of_words_that_agree() -> None:
    said = parsed("goodbye", 0.6, ("yes", 0.7))
    assert not is_an_answer({**said, "text": "and you lot,"})
    assert is_an_answer({**said, "text": "yes please,"})


def test_only_a_wish_of_its_own_stands_alone() -> None:
    assert stands_alone(parsed("payment_status", 0.9, ("value", 0.8)), "order_change")
    assert stands_alone(parsed("order_status", 0.4, ("ask", 0.9)), "order_change")
    assert not stands_alone(parsed("inform", 0.99, ("correct", 0.7), ("value", 0.2)), "request")
    assert not stands_alone(parsed("change_order", 0.9, ("wish", 0.8)), "order_change")
    assert stands_alone(parsed("negotiate_price", 0.9, ("correct", 0.4)), "counter_offer", begins_anew=True)
    assert not stands_alone(parsed("negotiate_price", 0.9, ("correct", 0.4)), "counter_offer")


def test_a_no_with_a_number_and_a_change_are_no_wish_of_their_own() -> None:
    wish = parsed("negotiate_price", 0.9, ("wish", 0.8))
    assert stands_alone(wish, "order_change")
    assert not stands_alone({**wish, "numbers": [5]}, "order_change", answers_no=True)
    assert stands_alone({**wish, "numbers": [5]}, "order_change")
    assert not stands_alone({**wish, "shares": [{"percent": 10}]}, "order_change")
    assert not stands_alone({**wish, "differences": [-20]}, "order_change")


@pytest.mark.parametrize(
    ("text", "begins_anew"),
    [
        ("yes. and turn down the priciest one", True),
        ("好。把最贵的那家回了", True),
        ("yes, turn down the priciest one", False),
        ("yes. but not before Friday", False),
        ("yes. and not before Friday", False),
        ("yes. make it 600", False),
        ("yes. 600 of them", False),
        ("好。先等等", False),
        ("好。先告诉我多少钱", False),
        ("ok. first tell me what it costs", False),
    ],
)
def test_something_new_begins_after_a_sentence_that_nothing_takes_back(text: str, begins_anew: bool) -> None:
    assert next(find_divisions(text)).begins_anew is begins_anew


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("also straws", "straws"),
        ("and only green ones", "only green ones"),
        ("first tell me about returns", "tell me about returns"),
        ("先告诉我多少钱", "告诉我多少钱"),
        ("先等等", "先等等"),
        ("还有吸管", "吸管"),
        ("straws", "straws"),
        ("", ""),
    ],
)
def test_a_word_that_only_leads_to_something_is_no_part_of_it(text: str, rest: str) -> None:
    assert text[skip_leading(text) :] == rest


def test_thanks_and_not_yet_are_prefaces() -> None:
    assert is_a_preface(parsed("thank", 0.9))
    assert is_a_preface(parsed("deny", 0.6))
    assert not is_a_preface(parsed("find_supplier", 0.9))
    assert not is_a_preface(parsed("affirm", 0.9, entities=1))
    assert is_without_wish(parsed("thank", 1.0))
    assert is_without_wish(parsed("faq_fees", 0.3))
    assert not is_without_wish(parsed("find_supplier", 0.9))


def test_goods_and_wishes_are_wanted() -> None:
    goods = {**parsed("nlu_fallback", 0.7, ("condition", 0.4)), "entities": [{"entity": "product"}]}
    assert wants_something(goods)
    assert wants_something(parsed("faq_fees", 0.9))
    assert not wants_something(parsed("goodbye", 0.9))
    assert not wants_something(parsed("inform", 0.9))
    assert not wants_something(parsed("help", 0.9)), "just asking"
    assert wants_something(parsed("inform", 0.9), begins_anew=True)
    assert not wants_something(parsed("goodbye", 0.9), begins_anew=True)


def test_only_a_question_beside_the_search_is_answered_by_itself() -> None:
    question, condition = parsed("faq_payment_methods", 1.0), parsed("inform", 0.6, ("condition", 0.5))
    assert is_question_beside_search(question, condition)
    assert is_question_beside_search(condition, question)
    assert is_question_beside_search(question, parsed("find_supplier", 0.9))
    assert not is_question_beside_search(question, question)
    assert not is_question_beside_search(parsed("find_supplier", 0.9), condition)
    assert not is_question_beside_search(parsed("order_status", 0.9), condition)


def test_another_language_for_the_words_of_a_message_belongs_to_its_yes() -> None:
    language = parsed("change_language", 0.99, ("wish", 0.5))
    assert not stands_alone(language, "question")
    assert stands_alone(language, "order_change")


def test_what_is_to_be_written_down_beside_an_answer_is_no_wish_of_its_own() -> None:
    wish = parsed("contact_supplier", 0.8, ("wish", 0.7))
    assert stands_alone(wish, "quotation")
    assert not stands_alone({**wish, "dictation": {"adds": True}}, "quotation")
    assert stands_alone({**wish, "dictation": {"adds": True, "is_to_them": True}}, "quotation")


def test_a_statement_after_a_no_is_its_reason() -> None:
    told = parsed("report_production", 0.8, ("wish", 0.7))
    assert stands_alone(told, "none")
    assert not stands_alone(told, "none", answers_no=True)
    assert stands_alone({**told, "entities": [{"entity": "order_number"}]}, "none", answers_no=True)


def test_a_word_that_leads_to_a_change_is_no_yes() -> None:
    assert is_an_answer({**parsed("change_order", 0.9, ("yes", 0.8)), "text": "改吧"})
    assert not is_an_answer({**parsed("change_order", 0.9, ("yes", 0.8)), "text": "改下"})
