"""The declared order of the functions that look at a message (actions/in_context/order.py)."""

import pytest

from actions.dialogue.registry import AFTERTHOUGHTS, IN_PASSING, READINGS, InOrder
from tests.fakes.actions.registered import register_actions


def first() -> None: ...


def second() -> None: ...


def test_functions_are_asked_in_the_declared_order() -> None:
    listeners: InOrder = InOrder()
    for each in (second, first):
        listeners.register(each)
    listeners.arrange(first, second)
    assert list(listeners) == [first, second]


def test_a_function_without_a_place_is_refused() -> None:
    listeners: InOrder = InOrder()
    for each in (first, second):
        listeners.register(each)
    with pytest.raises(LookupError, match="second"):
        listeners.arrange(first)


def test_a_function_that_is_only_listed_is_refused() -> None:
    listeners: InOrder = InOrder()
    listeners.register(first)
    with pytest.raises(LookupError, match="second"):
        listeners.arrange(first, second)


def test_a_function_that_comes_after_the_order_is_refused() -> None:
    listeners: InOrder = InOrder()
    listeners.arrange()
    with pytest.raises(LookupError, match="first"):
        listeners.register(first)


def test_the_action_server_declares_each_order() -> None:
    register_actions()
    for listeners in (IN_PASSING, READINGS, AFTERTHOUGHTS):
        assert list(listeners)
        with pytest.raises(LookupError):
            listeners.register(first)
