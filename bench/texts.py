"""Makes the messages that are sent to the measured systems, each different, from templates. Messages from
`ACTION` make the bot run an action; those from `PLAIN` do not."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.peer.project import CACHE

TURNS = 10
"""How many messages a contact writes in a conversation."""
AGREED = CACHE / "templates.json"
"""The file of the templates that both Caravan and the peer (a stock Rasa project) understood when the peer was
trained (bench/agree.py)."""

Templates = Mapping[str, Sequence[str]]

ACTION: Templates = {
    "find_supplier": [
        "I am looking for suppliers of {product}, about {number} pieces",
        "we need {number} {product} from a reliable factory",
        "who makes {product}? we want {number} of them",
        "please find me a manufacturer of {product}, {number} pcs to {country}",
        "looking for a factory for {product}, around {number} to start",
        "I want to buy {number} {product}",
        "need a supplier of {product} with CE, {number} units",
        "show me suppliers of {product} that can do {number}",
    ],
    "ask_moq": [
        "what is the minimum order for {product}, are {number} enough?",
        "MOQ for {product}? I would take {number}",
        "what is the smallest quantity of {product} you sell, would {number} be ok?",
    ],
    "ask_price": [
        "how much is one of the {product} if I take {number}?",
        "what is the unit price of {product} for {number} pcs?",
        "price of {product} at {number} pieces please",
    ],
    "ask_lead_time": [
        "what is the lead time for {number} {product}?",
        "how long does production of {number} {product} take?",
    ],
    "faq_shipping_cost": [
        "how much is shipping of {number} {product} to {country}?",
        "what are the freight charges to {country} for {number} {product}?",
    ],
    "faq_customs_duty": [
        "what customs duty do I pay on {number} {product} in {country}?",
        "import duty for {product} into {country}, {number} pieces?",
    ],
}
PLAIN: Templates = {
    "thank": [
        "thank you very much {name}, the {number} {product} help us a lot",
        "thanks {name}, that was helpful about the {number} {product}",
        "many thanks for your help with the {number} {product}, {name}",
        "great, thanks a lot {name}, {number} {product} it is",
        "I appreciate it, {name}, {number} {product}",
        "thank you {name} for the {number} {product}",
    ],
    "goodbye": [
        "goodbye {name}, see you about the {number} {product}",
        "bye {name}, talk to you later about the {number} {product}",
        "see you {name}, bye for now, {number} {product}",
        "have a nice day {name}, goodbye and till the {number} {product}",
        "good night {name}, bye, I dream of {number} {product}",
    ],
    "bot_challenge": [
        "am I talking to a human about the {number} {product}, {name}?",
        "are you a robot or a person, {name}? {number} {product}",
        "is this a machine answering about {number} {product}, {name}?",
    ],
}
PRODUCTS = (
    "silk scarves", "cotton t-shirts", "tomato paste", "walnut kernels", "porcelain tea sets", "porcelain cups",
    "LED floodlights", "LED panel lights", "bluetooth speakers", "monitors", "bedding sets", "silk quilts",
    "cotton towels", "stainless steel bottles", "ceramic mugs", "floor tiles", "phone cases", "power banks",
    "air fryers", "rice cookers", "yoga mats", "office chairs", "solar street lights", "glass jars",
)  # fmt: skip
COUNTRIES = ("Germany", "Nigeria", "Kenya", "Poland", "Brazil", "Spain", "Chile", "Japan", "Italy", "Mexico")
NAMES = ("Anna", "Peter", "Maria", "Lucas", "Emma", "Oscar", "Nadia", "Tom", "Elena", "Sam", "Julia", "Victor")


def read_templates(kind: str) -> Templates:
    """Returns the templates of a kind ("action" or "plain") that both Caravan and the peer understand."""
    templates: Templates = json.loads(AGREED.read_text(encoding="utf-8"))[kind]
    return templates


def read_own_templates(kind: str) -> Templates:
    """Returns the templates of a kind ("action" or "plain"). The function is for measurements that compare Caravan with
    itself. If no peer was trained, it returns all templates, because it is not known which of them the peer
    understands."""
    if AGREED.is_file():
        return read_templates(kind)
    return {"action": ACTION, "plain": PLAIN}[kind]


def write_scripts(templates: Templates, stream: int) -> Iterator[list[str]]:
    """Yields conversations without end; each is a list of ten messages.

    `stream` is the number of a stream of conversations. No message comes twice within a stream, or in two of
    the first 100 streams. The same stream of the same templates always has the same conversations, so that
    all systems that are compared get the same messages.
    """
    texts = _write_texts(templates, stream)
    while True:
        yield list(itertools.islice(texts, TURNS))


def _write_texts(templates: Templates, stream: int) -> Iterator[str]:
    choose = random.Random(stream)
    flat = [template for written in templates.values() for template in written]
    for count in itertools.count():
        yield fill(choose.choice(flat), choose, 100 * (count + 2) + stream)


def fill(template: str, choose: random.Random, number: int) -> str:
    """Returns a message made from the template. `number` becomes a part of it and makes it unique."""
    return template.format(
        product=choose.choice(PRODUCTS), country=choose.choice(COUNTRIES), name=choose.choice(NAMES), number=number
    )


def write_samples(templates: Templates, count: int) -> Iterator[tuple[str, str, str]]:
    """Yields `count` messages made from each template, each as (intent, template, message)."""
    choose = random.Random("samples")
    for intent, written in templates.items():
        for template in written:
            for _ in range(count):
                yield intent, template, fill(template, choose, choose.randrange(200, 90_000))


def keep(action: Templates, plain: Templates, path: Path = AGREED) -> None:
    """Stores the templates that both Caravan and the peer understand."""
    path.write_text(json.dumps({"action": action, "plain": plain}, indent=1) + "\n", encoding="utf-8")
