"""How messages look on Telegram, and how long ones are taken apart."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.channels.telegram.sending.layout import Part, compose
from bot.channels.telegram.sending.splitting import LIMIT, Line, length, split
from bot.messages.outbound import OutboundButton, OutboundCard, OutboundMessage
from tests.fakes.telegram.text import parse_html, utf16_length


def only(message: OutboundMessage, language: str = "en") -> Part:
    (part,) = compose(message, language)
    return part


def labels(markup: InlineKeyboardMarkup | None) -> list[list[str]]:
    return [[button.text for button in row] for row in markup.inline_keyboard] if markup else []


def product(title: str, *buttons: OutboundButton) -> OutboundCard:
    return OutboundCard("product", title, (("Unit price", "$3.20"), ("MOQ", "500 pieces")), buttons)


def test_cards_are_paragraphs_below_the_text() -> None:
    message = OutboundMessage(1, "bot", "Two suppliers make <scarves> & ties.", cards=(product("Silk & Co"),))
    assert only(message).html == (
        "Two suppliers make &lt;scarves&gt; &amp; ties.\n\n<b>Silk &amp; Co</b>\nUnit price: $3.20\nMOQ: 500 pieces"
    )


def test_labels_are_separated_as_the_language_does() -> None:
    card = OutboundCard("order", "ORD-100234", (("状态", "已发货"),))
    assert only(OutboundMessage(1, "bot", "您的订单：", cards=(card,)), "zh").plain.endswith("状态：已发货")


def test_buttons_of_several_cards_are_told_apart() -> None:
    first = product("Silk scarf", OutboundButton("Details", token="t1"))
    second = product("Wool scarf", OutboundButton("Details", token="t2"))
    part = only(
        OutboundMessage(1, "bot", "Found 2:", cards=(first, second), buttons=(OutboundButton("More", token="t3"),))
    )
    assert labels(part.markup) == [["1. Details"], ["2. Details"], ["More"]]
    assert "1. Silk scarf" in part.plain
    alone = only(OutboundMessage(1, "bot", "Found 1:", cards=(first,)))
    assert labels(alone.markup) == [["Details"]]
    assert "1." not in alone.plain


def test_two_buttons_share_a_row_only_when_both_are_narrow() -> None:
    buttons = tuple(
        OutboundButton(label, token=str(number))
        for number, label in enumerate(
            ["Yes", "No", "Talk to a person about this order", "查看我的所有订单", "联系客服人员吗", "返回"]
        )
    )
    assert labels(only(OutboundMessage(1, "bot", "?", buttons=buttons)).markup) == [
        ["Yes", "No"],
        ["Talk to a person about this order"],
        ["查看我的所有订单"],
        ["联系客服人员吗", "返回"],
    ]


def test_an_agent_is_named() -> None:
    message = OutboundMessage(1, "agent", "I'll check.", author_name="Li <Wei>")
    assert only(message).html == "<b>Li &lt;Wei&gt;</b>\nI'll check."


def test_an_address_telegram_refuses_on_a_button_is_written_out() -> None:
    buttons = (
        OutboundButton("Sign in", url="http://localhost:8000/chat"),
        OutboundButton("Shop", url="https://example.com/"),
    )
    part = only(OutboundMessage(1, "bot", "Please sign in.", buttons=buttons))
    assert labels(part.markup) == [["Shop"]]
    assert part.plain == "Please sign in.\n\nSign in\nhttp://localhost:8000/chat"


def test_nothing_to_say_gives_no_part() -> None:
    assert compose(OutboundMessage(1, "bot", " \n "), "en") == []


def test_buttons_are_on_the_last_part() -> None:
    text = "\n\n".join(f"Paragraph {number}: " + "word " * 150 for number in range(10))
    parts = compose(OutboundMessage(1, "bot", text, buttons=(OutboundButton("Next", token="t"),)), "en")
    assert len(parts) > 1
    assert [labels(part.markup) for part in parts] == [[]] * (len(parts) - 1) + [[["Next"]]]
    assert all(part.plain.startswith("Paragraph") for part in parts), "parts begin where paragraphs begin"


def test_a_long_line_is_cut_after_a_sentence() -> None:
    sentences = "这是一个很长的句子，没有任何空格。" * 400
    parts = split([Line(sentences)])
    assert all(part[-1].text.endswith("。") for part in parts)


def test_an_emoji_stays_whole() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    parts = split([Line("x" + family * 1500)])
    assert [part[0].text.strip("x").replace(family, "") for part in parts] == ["", "", ""]


def test_characters_outside_the_basic_plane_count_twice() -> None:
    assert [length(part[0].text) for part in split([Line("😀" * 3000)])] == [LIMIT, 2 * 3000 - LIMIT]


texts = st.text(
    st.one_of(
        st.sampled_from(" \n\n.。<>&😀👩‍👧é"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"),
    ),
    max_size=400,
)


@given(st.lists(st.builds(Line, texts, st.booleans()), max_size=8), st.integers(12, 200))
def test_parts_fit_and_nothing_is_lost(lines: list[Line], limit: int) -> None:
    parts = split(lines, limit)
    for part in parts:
        whole = "\n".join(line.text for line in part)
        assert whole.strip()
        assert utf16_length(whole) <= limit
        whole.encode()  # a surrogate torn off its pair could not be encoded
    kept = "".join(line.text for part in parts for line in part)
    assert "".join(kept.split()) == "".join("".join(line.text for line in lines).split())


@given(texts, st.lists(st.tuples(texts, texts, texts), max_size=4))
def test_any_text_is_good_html_within_the_limit(text: str, cards: list[tuple[str, str, str]]) -> None:
    shown = tuple(OutboundCard("order", title, ((label, value),)) for title, label, value in cards)
    for part in compose(OutboundMessage(1, "agent", text, author_name="Ann & Co", cards=shown), "en"):
        plain, _ = parse_html(part.html)
        assert plain == part.plain
        assert utf16_length(plain) <= LIMIT
        HTMLParser().feed(part.html)
