"""What the operator says in its own words: edited by admins alone, with preview, history and undo; checked; and said from
the next answer on."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner, Result

from actions.serving.operator_routes import Decided
from bot.database.engine import open_database
from bot.database.migrations import migrate
from bot.demo.passwords import demo_passwords
from bot.rendering.own_words import PRODUCT
from bot.staff.store.agents import add_agent
from bot.words.colours import contrast, write_styles
from bot.words.files.commands import words_commands
from bot.words.files.folder import read_folder
from bot.words.markdown import render_html, render_plain
from foundation.clock import system_clock
from foundation.errors import Explain
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway
from tests.fakes.gateway.support_desk import Browser, SupportDesk, support_desk, token_of

TERMS = "/console/words/terms/terms"
BRAND = {
    "name.en": "Harbour & Sons",
    "name.zh": "海港商城",
    "sign_in": "https://shop.example.com/login",
    "colour": "#0b6e4f",
}
WELCOME = "/console/words/text/gateway.welcome"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def save(browser: Browser, path: str, **fields: Any) -> httpx.Response:
    """Fills in the form of a document as it is shown, and sends it."""
    page = await browser.get(path)
    version = page.text.split('name="version" value="')[1].split('"')[0]
    return await browser.client.post(path, data={"csrf": token_of(page), "version": version, **fields})


async def test_a_text_is_previewed_saved_and_taken_back(desk: SupportDesk) -> None:
    renderer = desk.deps.renderer
    before = renderer.term("gateway.welcome", "en", {})
    async with desk.signed_in("admin") as admin:
        shown = await admin.get(WELCOME)
        assert "Welcome to {brand}." in shown.text, "the form begins with what came with the product"
        fields = {"text.en": "Hello from {brand}. We are here {hours}.", "text.zh": "{brand}欢迎您。"}
        preview = await save(admin, WELCOME, do="preview", **fields)
        assert "Hello from Caravan. We are here Monday to Saturday, 09:00 to 18:00 Beijing time." in preview.text
        assert renderer.term("gateway.welcome", "en", {}) == before, "a preview saves nothing"
        assert (await save(admin, WELCOME, do="save", **fields)).status_code == 303
        assert renderer.term("gateway.welcome", "zh", {}) == "Caravan欢迎您。"
        assert (await save(admin, WELCOME, do="save", **{**fields, "text.en": "Good day."})).status_code == 303
        assert renderer.term("gateway.welcome", "en", {}) == "Good day."
        page = await admin.get(WELCOME)
        earlier = page.text.split('name="restored" value="')[1].split('"')[0]
        undo = {"csrf": token_of(page), "version": str(int(earlier) + 1), "restored": earlier}
        assert (await admin.client.post(f"{WELCOME}/restore", data=undo)).status_code == 303
        assert renderer.term("gateway.welcome", "en", {}).startswith("Hello from Caravan")
        assert (await admin.client.post(f"{WELCOME}/restore", data=undo)).status_code == 422, "not over a newer one"
        assert (await save(admin, WELCOME, do="original")).status_code == 303
        assert renderer.term("gateway.welcome", "en", {}) == before
        history = (await admin.get(WELCOME)).text
        assert history.count((await desk.agent("admin")).name) > 4


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        (WELCOME, {"text.en": "Hello", "text.zh": ""}, "Write it in every language"),
        (WELCOME, {"text.en": "Hello {nobody}", "text.zh": "您好"}, "“{nobody}”"),
        (WELCOME, {"text.en": "x" * 1001, "text.zh": "您好"}, "At most 1,000 characters"),
        ("/console/words/brand/brand", {**BRAND, "sign_in": "javascript:alert(1)"}, "must begin with https://"),
        ("/console/words/brand/brand", {**BRAND, "colour": "red;}"}, "six digits"),
        (TERMS, {"claim_days": "0", "deposit_percent": "30"}, "from 1 to 365"),
        (TERMS, {"claim_days": "30", "deposit_percent": "30", "commission_percent": "101"}, "a number of at most 100"),
        (
            TERMS,
            {"claim_days": "30", "deposit_percent": "30", "membership_fee": "cheap"},
            "a number of at most 1,000,000",
        ),
        (TERMS, {"claim_days": "30", "deposit_percent": "30", "fee_currency": "XQX"}, "three letters, such as USD"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_stays_in_the_form(
    desk: SupportDesk, path: str, fields: dict[str, str], said: str
) -> None:
    async with desk.signed_in("admin") as admin:
        answer = await save(admin, path, do="save", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert "othing was saved" in answer.text
    assert "Nobody has changed it" in answer.text
    lacks = "Write it in every language" in said
    assert answer.text.count('aria-invalid="true"') == (1 if lacks else 0)


@pytest.mark.parametrize(("language", "new"), [("en", "Nobody has written it yet"), ("zh", "还没有人写这篇文章")])
async def test_the_form_says_what_a_text_may_hold_and_what_is_new(desk: SupportDesk, language: str, new: str) -> None:
    async with desk.signed_in("admin") as admin:
        await admin.post("/console/language", language=language)
        assert "<code>{name}</code>" in (await admin.get("/console/words/text/gateway.welcome_buyer")).text
        assert "<code>{name}</code>" not in (await admin.get(WELCOME)).text
        assert new in (await admin.get("/console/words/article/pallet-sizes")).text
        assert new not in (await admin.get("/console/words/article/fees")).text
        for chinese in ("海港", "灯塔"):
            named = {**BRAND, "name.en": "Harbour", "name.zh": chinese}
            assert (await save(admin, "/console/words/brand/brand", do="save", **named)).status_code == 303
        page = await admin.get("/console/words/brand/brand")
        history, mark = page.text, await admin.get("/brand/initial.svg")
        assert 'src="/brand/initial.svg"' in history, "the product's logo does not stand beside another name"
        assert (mark.headers["content-type"], ">H</text>" in mark.text) == ("image/svg+xml", True)
        assert "Harbour · 海港" in history
        assert "Harbour · 灯塔" in history


async def test_fees_are_told_as_numbers_with_the_next_answer(desk: SupportDesk) -> None:
    words, renderer = desk.deps.words, desk.deps.renderer
    assert words is not None

    def answer(language: str, name: str = "utter_faq_fees") -> str:
        return renderer.text(words.stamp({"response": name}), language)

    first = answer("en")
    terms = {"claim_days": "30", "deposit_percent": "30", "fee_currency": "eur"}
    async with desk.signed_in("admin") as admin:
        await save(admin, TERMS, do="save", **terms, commission_percent="2.50", membership_fee="990")
        assert answer("en").startswith(first)
        assert "a commission of 2.5% of each completed order, and €990.00 a year" in answer("en")
        assert "2.5%的佣金；会员费为每年€990.00" in answer("zh")
        assert "our team tells suppliers" not in answer("en", "utter_faq_fees_more")
        assert "2.5 % commission" in (await admin.get(TERMS)).text
        article = "/console/words/article/fees"
        both = {"title.en": "Fees", "title.zh": "费用", "text.en": "{commission_percent}%, deposit {deposit_percent}%.", "text.zh": "佣金{commission_percent}%。", "published": "1"}  # fmt: skip
        await save(admin, article, do="save", **both)
        assert (answer("en"), answer("zh")) == ("2.5%, deposit 30%.", "佣金2.5%。")
        await save(admin, article, do="original")
        await save(admin, TERMS, do="save", **terms)
        assert answer("en") == first


async def test_nobody_else_edits_and_there_are_no_other_documents(desk: SupportDesk) -> None:
    for username in ("alice", "meilin"):
        async with desk.signed_in(username) as browser:
            assert (await browser.get("/console/words")).status_code == 404
            assert (await browser.get(WELCOME)).status_code == 404
            assert (await browser.post(WELCOME, page="/console/account", version="0", do="save")).status_code == 404
            assert "/console/words" not in (await browser.get("/console/hours")).text
    async with desk.signed_in("admin") as admin:
        assert (await admin.get("/console/words/text/console.action.words.open")).status_code == 404
        assert (await admin.get("/console/words/article/Bad%20Name")).status_code == 404


async def test_a_brand_with_a_logo_and_a_colour_is_on_the_pages(desk: SupportDesk) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (900, 300), "#0b6e4f").save(picture, "JPEG")
    async with desk.signed_in("admin") as admin:
        path = "/console/words/brand/brand"
        form = {"csrf": token_of(await admin.get(path)), "version": "0", "do": "save", **BRAND}
        for content, status in ((b"<svg onload=alert(1)>", 422), (picture.getvalue(), 303)):
            answer = await admin.client.post(path, data=form, files={"logo": ("logo.jpg", content, "image/jpeg")})
            assert answer.status_code == status
        page = (await admin.get("/console/words")).text
        assert "Harbour &amp; Sons" in page
        assert PRODUCT not in page.replace("caravan_", "")
        assert 'src="/brand/logo.png"' in page
        assert (await admin.get("/brand/logo.png")).content.startswith(b"\x89PNG")
        assert "--accent: #" in (await admin.get("/brand/colours.css")).text
        # another edit keeps the logo, and one can take it out
        assert (await save(admin, path, do="save", **BRAND)).status_code == 303
        assert (await admin.get("/brand/logo.png")).status_code == 200
        assert (await save(admin, path, do="save", no_logo="1", **BRAND)).status_code == 303
        assert (await admin.get("/brand/logo.png")).status_code == 404


@pytest.mark.parametrize("colour", ["#ffff00", "#000000", "#ffffff", "#0b6e4f", "#ff69b4"])
def test_text_in_any_colour_can_be_read(colour: str) -> None:
    styles = write_styles(colour)
    light, dark = (part.split("--accent: ")[1][:7] for part in styles.split("@media"))
    assert contrast(light, "#ffffff") >= 4.5
    assert contrast(dark, "#151d31") >= 4.5
    assert contrast(dark, "#0b1431") >= 4.5
    assert write_styles("") == ""


def test_markdown_is_escaped_and_reads_well_without_marks() -> None:
    text = (
        "# Pallets\n\nWe use **two** sizes:\n\n- [EUR](https://example.com/eur)\n- ISO\n\n1. Ask\n2. Pay\n\n"
        "<script>alert(1)</script> [x](javascript:alert(1)) [y](data:text/html,hi) ![z](https://e.com/z.png)"
    )
    html = render_html(text)
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert "<img" not in html
    assert '<a href="https://example.com/eur" rel="nofollow noopener noreferrer">EUR</a>' in html
    assert "<h3>Pallets</h3>" in html
    plain = render_plain(text)
    assert plain.startswith(
        "Pallets\n\nWe use two sizes:\n\n• EUR (https://example.com/eur)\n• ISO\n\n1. Ask\n2. Pay\n\n"
    )
    assert "<script>alert(1)</script>" in plain, "in a chat it is text like any other"


async def test_an_edit_is_the_next_answer_and_what_was_said_stays(gateway: Gateway) -> None:
    gateway.rasa.replies = [[{"response": "utter_faq_business_hours", "values": {}}] for _ in range(2)]
    password = demo_passwords(gateway.settings.demo_passwords)["admin"]
    chat = await ChatClient.open(gateway.address, language="en")
    said = (await chat.say("when are you there?"))[-1]["text"]
    assert "Our team works Monday to Saturday, 09:00 to 18:00 Beijing time." in said
    async with httpx.AsyncClient(base_url=gateway.address, timeout=20) as client:
        admin = Browser(client)
        assert (await admin.sign_in("admin", password)).status_code == 303
        hours = {"version": "0", "day": ["0-0"], "opens": ["10:00"], "closes": ["11:00"], "zone": ["UTC"]}
        form = {"csrf": token_of(await admin.get("/console/hours")), **hours}
        assert (await client.post("/console/hours", data=form)).status_code == 303
        path = "/console/words/article/business_hours"
        texts = {"text.en": "**{brand}** is there {hours}.", "text.zh": "{brand}的时间：{hours}。"}
        texts |= {"title.en": "Hours", "title.zh": "时间", "published": "on"}
        assert (await save(admin, path, do="save", **texts)).status_code == 303
        assert (await save(admin, "/console/words/brand/brand", do="save", **BRAND)).status_code == 303
    assert (await chat.say("and now?"))[-1]["text"] == "Harbour & Sons is there Monday, 10:00 to 11:00 UTC."
    again = await ChatClient.open(gateway.address, session=chat.session, language="en")
    await again.wait(lambda frame: frame.get("text", "").startswith("Harbour & Sons is there"))
    assert said in [message["text"] for message in again.messages()], "the history is what was said"
    for client_ in (chat, again):
        await client_.close()


async def test_the_marketplace_gets_terms_and_articles_with_the_edit(gateway: Gateway) -> None:
    password = demo_passwords(gateway.settings.demo_passwords)["admin"]
    async with httpx.AsyncClient(base_url=gateway.address, timeout=20) as client:
        admin = Browser(client)
        assert (await admin.sign_in("admin", password)).status_code == 303
        terms = {"claim_days": "45", "deposit_percent": "20", "claim_answer_days": "7"}
        assert (await save(admin, "/console/words/terms/terms", do="save", **terms)).status_code == 303
        article = {
            "title.en": "Pallets",
            "title.zh": "托盘",
            "text.en": "We use **EUR**, {hours}.",
            "text.zh": "欧标。",
        }
        article |= {"questions.en": "What size?\r\n\r\nHow heavy?", "questions.zh": ""}
        path = "/console/words/article/pallet-sizes"
        assert (await save(admin, path, do="save", **article)).status_code == 303
        assert gateway.rasa.operator["articles"] == [], "a draft answers nothing"
        assert (await save(admin, path, do="save", published="on", **article)).status_code == 303
    given = gateway.rasa.operator
    assert (given["terms"]["claim_days"], given["terms"]["deposit_percent"]) == (45, 20)
    assert given["terms"]["claim_answer_days"] == 7
    (told,) = given["articles"]
    assert told["text"] == {"en": "We use EUR, Monday to Saturday, 09:00 to 18:00 Beijing time.", "zh": "欧标。"}
    assert told["questions"] == ["What size?", "How heavy?"]
    assert Decided.model_validate(given).version == given["version"], "the other side can read it"


def test_export_and_import_are_each_others_reverse(migrated_url: str, tmp_path: Path) -> None:
    commands = words_commands(lambda: open_database(migrated_url), migrate)
    folder, again = tmp_path / "words", tmp_path / "again"

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(commands, [str(each) for each in arguments])

    async def hire() -> None:
        database = open_database(migrated_url)
        async with database.begin() as connection:
            await add_agent(connection, "ada", "Ada", "admin", ["en"], "", system_clock())
        await database.close()

    asyncio.run(hire())
    assert run("export", folder).exit_code == 0
    assert run("import", folder, "--by", "ada").stdout.startswith("0 changed, ")
    brand = yaml.safe_load((folder / "brand.yml").read_text())
    named = {**brand, "name": {"en": "Harbour", "zh": "海港"}}
    (folder / "brand.yml").write_text(yaml.safe_dump(named))
    (folder / "hours.yml").write_text(
        "shifts: [{days: [mon, Tuesday, 6], opens: 10:00, closes: 18:30, zone: UTC}]\nholidays: [2026-12-25]\n"
    )
    (folder / "articles" / "fees" / "zh.md").write_text("**免费**。\n", "utf-8")
    picture = io.BytesIO()
    Image.new("RGBA", (64, 64), "#0b6e4f").save(picture, "PNG")
    (folder / "logo.png").write_bytes(picture.getvalue())
    done = run("import", folder, "--by", "ada")
    assert done.stdout.startswith("3 changed, "), done.output
    assert run("import", folder, "--by", "ada").stdout.startswith("0 changed, ")
    assert run("export", again).exit_code == 0
    assert (again / "articles" / "fees" / "zh.md").read_text("utf-8") == "**免费**。\n"
    assert yaml.safe_load((again / "brand.yml").read_text()) == named
    hours = yaml.safe_load((again / "hours.yml").read_text())
    assert (hours["shifts"][0]["days"], hours["shifts"][0]["closes"]) == (["mon", "tue", "sun"], "18:30")
    assert (hours["holidays"][0]["first"], hours["holidays"][0]["last"]) == ("2026-12-25", "2026-12-25")
    (folder / "terms.yml").write_text("claim_days: soon\ndeposit_percent: 30\n")
    for arguments, problem in (
        (("import", folder, "--by", "ada"), "terms cannot be read: Write a whole number from 1 to 365"),
        (("import", again, "--by", "nobody"), "There is nobody called nobody"),
        (("import", tmp_path / "empty", "--by", "ada"), "it holds no words"),
    ):
        refused = run(*arguments)
        assert (refused.exit_code, problem in refused.output) == (2, True), refused.output


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("shifts: [{days: [0, someday], opens: 10:00, closes: 18:00, zone: UTC}]", "entry 1 of “shifts” must be"),
        ("shifts: [{days: [7], opens: 10:00, closes: 18:00, zone: UTC}]", "entry 1 of “shifts” must be"),
        ("shifts: [{days: [mon], opens: ten, closes: 18:00, zone: UTC}]", "opens: '09:00'"),
        ("shifts: [{days: [mon], opens: 10:00, closes: 18:00, zone: Mars/Olympus}]", "zone: Europe/Berlin"),
        ("shifts: {days: [mon]}", "“shifts” must be a list"),
        ("holidays: [2026-12-25, Christmas]", "entry 2 of “holidays” must be"),
        ("weekdays: []", "and not “weekdays”"),
    ],
)
def test_hours_that_cannot_be_read_say_which_entry_and_how_it_is_written(
    tmp_path: Path, written: str, problem: str
) -> None:
    (tmp_path / "hours.yml").write_text(written + "\n", "utf-8")
    with pytest.raises(Explain) as refused:
        read_folder(tmp_path)
    assert problem in str(refused.value.values["problem"])
