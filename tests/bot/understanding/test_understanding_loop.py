"""From kept messages to training examples: groups, the console page, the commands, the files."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from bot.database.engine import open_database
from bot.understanding.commands import understanding_commands
from bot.understanding.groups import group_messages
from bot.understanding.store import NotUnderstood, do_label, keep_message, list_labelled, list_unlabelled
from bot.understanding.training import write_training
from foundation.clock import system_clock
from foundation.database.announcing import Database
from tests.fakes.gateway.support_desk import SupportDesk, support_desk


def message(number: int, text: str, *ranking: tuple[str, float], **changes: Any) -> NotUnderstood:
    values: dict[str, Any] = {
        "language": "en",
        "role": "visitor",
        "outcome": "fallback",
        "entities": [],
        "meant": None,
        "label": None,
        "created_at": system_clock(),
        **changes,
    }
    return NotUnderstood(number, "c", number, text, ranking=list(ranking), **values)


SHIP = (("order_status", 0.3), ("faq_shipping_time", 0.25))
FEE = (("faq_fees", 0.28), ("ask_price", 0.1))
TRAFFIC = [
    message(1, "wen my goods come??", *SHIP),
    message(2, "u charge commision or not", *FEE),
    message(3, "when my goods coming", *SHIP),
    message(4, "货几时到啊", *SHIP),
    message(5, "你们抽不抽佣", *FEE),
    message(6, "asdf qwer", ("out_of_scope", 0.2), ("greet", 0.1)),
    message(7, "my goods when come pls", ("report_problem", 0.3), ("order_status", 0.28)),
]


def test_alike_messages_are_in_one_group_whatever_their_language() -> None:
    groups = group_messages(TRAFFIC)
    assert [sorted(one.ids) for one in groups] == [[1, 3, 4, 7], [2, 5], [6]]
    assert [one.guess for one in groups] == ["order_status", "faq_fees", "out_of_scope"]


def test_what_contacts_chose_counts_more_than_the_guess() -> None:
    chosen = [message(1, "x", *SHIP, meant="ask_moq"), message(2, "y", ("ask_moq", 0.3), meant="ask_moq")]
    (one,) = group_messages(chosen)
    assert one.guess == "ask_moq"


def test_no_messages_no_groups() -> None:
    assert group_messages([]) == []


def read_examples(path: Path) -> dict[str, list[str]]:
    blocks = yaml.safe_load(path.read_text("utf-8"))["nlu"]
    return {block["intent"]: [line[2:] for line in block["examples"].splitlines()] for block in blocks}


def test_labelled_messages_become_examples_and_a_test(tmp_path: Path) -> None:
    text = "call <phone> about mugs [big] to Hamburg"
    spans = [("product", "mugs"), ("country", "Hamburg")]
    entities = [
        {"entity": entity, "value": said, "start": text.index(said), "end": text.index(said) + len(said)}
        for entity, said in spans
    ]
    labelled = [
        message(1, text, label="ask_price", entities=entities, language="zh"),
        message(2, "/货几时到啊", label="order_status"),
    ]
    written = write_training(labelled, tmp_path)
    assert (written.examples, written.tested, written.held_out) == (2, 2, 0)
    assert read_examples(tmp_path / "nlu/en/from_traffic.yml") == {
        "ask_price": ["call +10000000000 about [mugs](product) (big) to [Hamburg](country)"]
    }
    assert read_examples(tmp_path / "nlu/zh/from_traffic.yml") == {"order_status": ["货几时到啊"]}
    lines = (tmp_path / "tests/nlu/data/from_traffic.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[0]) == {
        "text": "call +10000000000 about mugs (big) to Hamburg",
        "lang": "en",
        "intent": "ask_price",
        "entities": [{"entity": "product", "text": "mugs"}, {"entity": "country", "text": "Hamburg"}],
    }


def test_writing_again_adds_nothing_and_a_new_label_moves(tmp_path: Path) -> None:
    write_training([message(1, "wen my goods come", label="order_status")], tmp_path)
    again = write_training([message(1, "Wen my goods come??", label="order_status")], tmp_path)
    moved = write_training([message(1, "wen my goods come", label="report_problem")], tmp_path)
    write_training([message(2, "other", label="greet")], tmp_path)
    assert (again.tested, moved.tested) == (0, 0)
    assert read_examples(tmp_path / "nlu/en/from_traffic.yml") == {
        "greet": ["other"],
        "report_problem": ["wen my goods come"],
    }
    lines = (tmp_path / "tests/nlu/data/from_traffic.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["intent"] for line in lines] == ["report_problem", "greet"]


def test_a_line_of_a_test_set_is_not_learnt(tmp_path: Path) -> None:
    data = tmp_path / "tests/nlu/data"
    data.mkdir(parents=True)
    (data / "dev.jsonl").write_text('{"text": "Wen my goods come?"}\n', "utf-8")
    written = write_training([message(1, "wen my goods come", label="order_status")], tmp_path)
    assert (written.examples, written.tested, written.held_out) == (0, 1, 1)
    assert not (tmp_path / "nlu/en/from_traffic.yml").exists()


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def keep(database: Database, conversation_id: str, messages: list[NotUnderstood]) -> None:
    async with database.begin() as connection:
        for one in messages:
            await keep_message(
                connection,
                one.outcome,
                conversation_id=conversation_id,
                message_id=one.message_id,
                text=one.text,
                language=one.language,
                role=one.role,
                ranking=one.ranking,
                entities=one.entities,
                created_at=one.created_at,
            )


async def test_supervisors_label_groups_in_the_console(desk: SupportDesk) -> None:
    await keep(desk.database, await desk.conversation("hello"), [*TRAFFIC, message(8, "<b>bold</b>")])
    async with desk.signed_in("meilin") as meilin:
        page = (await meilin.get("/console/understanding")).text
        assert "&lt;b&gt;bold&lt;/b&gt;" in page
        assert "<b>bold" not in page
        assert 'href="/console/understanding"' in page
        async with desk.database.read() as connection:
            ids = {one.text: one.id for one in await list_unlabelled(connection, 10)}
        chosen = [ids["wen my goods come??"], ids["货几时到啊"]]
        form = {"id": [str(one) for one in chosen], "label": "order_status"}
        done = await meilin.post("/console/understanding", page="/console/understanding", **form)  # type: ignore[arg-type]
        assert done.status_code == 303
        wrong = {"id": str(ids["asdf qwer"]), "label": "no_such_intent"}
        await meilin.post("/console/understanding", page="/console/understanding", **wrong)
        page = (await meilin.get("/console/understanding")).text
    assert "wen my goods come??" not in page
    assert "asdf qwer" in page
    async with desk.database.read() as connection:
        assert [(one.text, one.label) for one in await list_labelled(connection)] == [
            ("wen my goods come??", "order_status"),
            ("货几时到啊", "order_status"),
        ]


async def test_the_page_is_for_supervisors_alone(desk: SupportDesk) -> None:
    await keep(desk.database, await desk.conversation("hello"), TRAFFIC)
    async with desk.signed_in("alice") as alice:
        shown = await alice.get("/console/understanding")
        posted = await alice.post("/console/understanding", id="1", label="greet")
        queue = (await alice.get("/console")).text
    assert (shown.status_code, posted.status_code) == (404, 404)
    assert "/console/understanding" not in queue
    async with desk.database.read() as connection:
        assert await list_labelled(connection) == []


async def test_a_form_from_elsewhere_labels_nothing(desk: SupportDesk) -> None:
    await keep(desk.database, await desk.conversation("hello"), TRAFFIC)
    async with desk.signed_in("meilin") as meilin:
        forged = await meilin.client.post("/console/understanding", data={"csrf": "x", "id": "1", "label": "greet"})
    assert forged.status_code == 403
    async with desk.database.read() as connection:
        assert await list_labelled(connection) == []


async def test_a_label_can_be_taken_away(desk: SupportDesk) -> None:
    await keep(desk.database, await desk.conversation("hello"), TRAFFIC[:1])
    async with desk.database.begin() as connection:
        (one,) = await list_unlabelled(connection, 10)
        await do_label(connection, [one.id], "ignored", None, system_clock())
        assert (await list_unlabelled(connection, 10), await list_labelled(connection)) == ([], [])
        await do_label(connection, [one.id], None, None, system_clock())
        assert len(await list_unlabelled(connection, 10)) == 1


async def test_the_commands(desk: SupportDesk) -> None:
    await keep(desk.database, await desk.conversation("hello"), TRAFFIC)
    app = understanding_commands(lambda: open_database(desk.database.url))

    async def command(*arguments: str, status: int = 0) -> str:
        # In a thread: the commands run a loop of their own.
        done = await asyncio.to_thread(CliRunner().invoke, app, arguments)
        assert done.exit_code == status, done.output
        return done.output

    exported = [json.loads(line) for line in (await command("export")).splitlines()]
    assert {row["text"] for row in exported} == {one.text for one in TRAFFIC}
    assert "7 messages in 3 groups" in await command("groups")
    ids = [str(row["id"]) for row in exported if "goods" in row["text"]]
    assert "3 messages labelled order_status" in await command("label", "order_status", *ids)
    assert "3  order_status" in await command("status")
    assert "no intent called" in await command("label", "no_such_intent", *ids, status=2)
    await command("label", "none", *ids)
    assert "7  waiting for a label" in await command("status")
