"""Defines the Rasa component that predicts the intent of a message, its acts in its situation, and the facts that it
asks for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.understanding.asked.examples import NONE, Example, read_examples
from nlu.understanding.asked.fact_model import FactModel, Read
from nlu.understanding.clock import today
from nlu.understanding.finders import GAZETTEER_FINDS, GRAMMAR_FINDS
from nlu.understanding.found import Found
from nlu.understanding.grammar.reading import read
from nlu.understanding.intents.intent_classifier import FALLBACK, BilingualIntentClassifier
from nlu.understanding.intents.intent_model import Array, IntentModel
from nlu.understanding.names.lexicon import Lexicon
from nlu.understanding.situation.act_model import WISH, ActModel, Said
from nlu.understanding.situation.acts import find_kind, is_asking
from nlu.understanding.situation.exchanges import Line, read_exchanges
from nlu.understanding.situation.readings import Readings, read_readings
from nlu.understanding.situation.situation import Situation
from nlu.understanding.text.sentences import readings

ACTS, FACTS = "acts", "facts"
MOST_ACTS = 3
_FILE, _FACTS_FILE = "acts.npz", "facts.npz"
_UNHEARD = frozenset((FALLBACK, "out_of_scope"))
"""The intents which mean that the words alone ask for nothing that the bot can do."""
_STANDS_FOR = {
    "yes": "affirm",
    "no": "deny",
    "give_up": "cancel",
    "value": "inform",
    "correct": "inform",
    "condition": "inform",
}
"""The intent that a message gets if its words alone are not understood, by the kind of its first act."""
DOES = frozenset(
    [
        *("find_supplier", "contact_supplier", "request_sample", "request_quote", "place_order", "negotiate_price"),
        *("accept_quote", "decline_quote", "submit_quote", "withdraw_quote", "change_order", "cancel_order"),
        *("confirm_order", "decline_order", "ship_order", "report_production", "report_arrival", "report_problem"),
        *("request_refund", "change_request", "cancel_request", "change_listing", "link_account", "human_handoff"),
        *("answer_question", "answer_claim"),
    ]
)
"""The intents that want something to be done, as opposed to those that ask for information."""
_ASKED = 0.2
"""The least probability, predicted from the words alone, at which an intent that asks for information can replace one
in `DOES`."""
_ASKS = 0.6
"""The least confidence that a message asks about what is talked about, at which such an intent replaces one in
`DOES`."""
_SETTLES = 0.4
"""The least confidence in a kind of act at which the act decides the intent of a message."""
_SURE_WORDS = 0.7
"""The least confidence of the most probable intent at which the words alone decide what the first message of a
conversation does. If the confidence is lower, the act model, which also knows the role, decides whether the message
clearly is a wish."""
_LONG = 400
"""A first message with more characters than this is classified by its words alone, because it would cost too much to
classify it once more with the act model."""
_CLEAR = 0.5
"""A wish is clear in its situation if its confidence is at least this share of the confidences of all wishes
together."""
_EXCHANGES = Path(__file__).resolve().parents[2]


_ASK_NO_FACT = frozenset(
    (
        *("request_quote", "find_supplier", "contact_supplier", "contact_team", "human_handoff", "change_order"),
        *("cancel_order", "change_request", "cancel_request", "negotiate_price", "accept_quote", "decline_quote"),
        *("submit_quote", "withdraw_quote", "place_order", "request_sample", "ship_order", "report_production"),
        *("confirm_order", "decline_order", "report_problem", "report_arrival", "answer_question", "answer_claim"),
        *("change_listing", "inform", "greet", "thank", "goodbye", "affirm", "deny", "cancel", "bot_challenge"),
        *("change_language", "link_account", "help"),
    )
)
"""The intents whose messages ask for no fact. The fact model learns from every `_EACH`-th of these messages. All of
them would be most of what it learns from."""
_EACH = 4
_GIVE = frozenset(("value", "correct", "yes", "no", "give_up", "chatter", "go_on"))
"""The kinds of acts of messages that ask for no fact."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SituatedClassifier(BilingualIntentClassifier):
    """Predicts the intents of a message from its words, as its parent class does, and then ranks the acts that the
    message may perform in its situation.

    The metadata of the message may hold a `situation` (`Situation.as_json`). The ranking of the intents depends on the
    words alone. The intent of the message is the first of this ranking, with these exceptions:

    - A message that is a clear wish in its situation gets the intent of this wish.
    - If the words alone are not understood (`_UNHEARD`) but have a clear meaning in the situation, such as a yes or a
      value, the message gets the intent that stands for this meaning.
    - If the message surely asks about what is talked about, but its first intent wants something to be done (`DOES`),
      it gets the most probable intent that asks for information.

    A message also gets `facts`, which it asks for (`FactModel.read`), and `acts`, which are its most probable acts,
    each as `{"act", "kind", "confidence"}`. An act is one of `nlu.understanding.situation.acts` or, for a wish, the
    name of an intent. In an empty situation, the acts are the first intents of the ranking, unless the words are unsure
    and the message nevertheless is a clear wish.
    """

    _acts: ActModel | None = None
    _facts: FactModel | None = None
    _last: tuple[str, Array] | None = None
    """The text whose intents were predicted last, and the probabilities of these intents."""

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SituatedClassifier:
        loaded = super().load(config, model_storage, resource, execution_context, **kwargs)
        assert isinstance(loaded, SituatedClassifier)
        assert loaded._model is not None
        with model_storage.read_from(resource) as directory:
            loaded._acts = ActModel.load(directory / _FILE, loaded._model)
            loaded._facts = FactModel.load(directory / _FACTS_FILE)
        return loaded

    def train(self, training_data: TrainingData) -> Resource:
        resource = super().train(training_data)
        assert self._model is not None
        exchanges = read_exchanges(_EXCHANGES)
        self._acts = learn_acts(exchanges, self._model)
        wishes = [str(one.get(TEXT)) for one in training_data.intent_examples if one.get(INTENT) in _ASK_NO_FACT]
        asking = [*read_examples(_EXCHANGES), *list_asking_nothing(wishes, exchanges)]
        self._facts = learn_facts(asking, self._model)
        with self._model_storage.write_to(self._resource) as directory:
            self._acts.save(directory / _FILE)
            self._facts.save(directory / _FACTS_FILE)
        return resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in super().process(messages):
            readings = read_readings(message.get(TEXT) or "", today())
            acts, wish = self._rank_acts(message, readings)
            message.set(ACTS, acts[:MOST_ACTS], add_to_output=True)
            message.set(INTENT, _settle(message, acts, wish), add_to_output=True)
            message.set(FACTS, self._read_facts(message), add_to_output=True)
            for name, read_of_it in readings.items():
                message.set(name, read_of_it, add_to_output=True)
        return messages

    def _read_facts(self, message: Message) -> list[Read]:
        return self._facts.read(message.get(TEXT) or "", _list_finds(message)) if self._facts else []

    def _probabilities(self, text: str, finds: list[Found]) -> Array:
        likely = super()._probabilities(text, finds)
        self._last = text, likely
        return likely

    def _rank_acts(self, message: Message, readings: Readings) -> tuple[list[dict[str, Any]], str | None]:
        """Returns the acts, the most probable first, and the wish that is clear in the situation. Instead of the wish,
        it returns None if no wish is clear."""
        words, text = message.get(INTENT_RANKING_KEY), message.get(TEXT) or ""
        metadata = message.get(METADATA) or {}
        situation = Situation.read(metadata.get("situation"))
        has_words = any(character.isalnum() for character in text)
        by_words = [_to_act(intent["name"], intent["confidence"]) for intent in words]
        says_all = situation.is_empty and (words[0]["confidence"] >= _SURE_WORDS or len(text) > _LONG)
        if says_all or not has_words or self._acts is None or self._model is None:
            return by_words, None
        finds = _list_finds(message)
        parts = _parts(text, finds)
        likely = self._likelihoods(parts)
        role = metadata.get("role") or "visitor"
        of_parts = [readings if part == text else read_readings(part, today()) for part, _ in parts]
        said = [
            Said(part, found, situation, role, row, read_of_it)
            for (part, found), row, read_of_it in zip(parts, likely, of_parts, strict=True)
        ]
        names = [str(intent["name"]) for intent in words]
        joined = [_join_wishes(ranked, names) for ranked in self._acts.rank(said)]
        ranked, wish = max(joined, key=lambda acts: (find_kind(acts[0][0][0]) != "chatter", acts[0][0][1]))
        acts = [_to_act(act, confidence) for act, confidence in ranked]
        if not situation.is_empty:
            return acts, wish
        if acts[0]["act"] != wish or acts[0]["confidence"] < _SETTLES:
            return by_words, None
        return [acts[0], *(act for act in by_words if act["kind"] != "wish")], wish

    def _likelihoods(self, parts: list[tuple[str, list[Found]]]) -> Array:
        """Returns the probabilities of the intents of each part, shape (parts, intents). If the only part is the whole
        message, its probabilities have just been computed and are not computed again."""
        assert self._model is not None
        if self._last is not None and [self._last[0]] == [part for part, _ in parts]:
            return self._last[1][None]
        return self._model.probabilities([part for part, _ in parts], [found for _, found in parts])


def _join_wishes(ranked: list[tuple[str, float]], by_words: list[str]) -> tuple[list[tuple[str, float]], str | None]:
    """Returns the ranking with one act in place of all wishes, and the wish that is clear in the situation, or None.

    The confidence of the one act is the sum of the confidences of all wishes. It has the name of the clear wish or, if
    no wish is clear, that of the wish that is the most probable by the words.
    """
    wishes = [(act, confidence) for act, confidence in ranked if find_kind(act) == "wish"]
    if not wishes:
        return ranked, None
    clear = _find_clear_wish(wishes)
    name = clear or next((name for name in by_words if find_kind(name) == "wish"), FALLBACK)
    joined = name, sum(confidence for _, confidence in wishes)
    first = ranked.index(wishes[0])
    return [*ranked[:first], joined, *(act for act in ranked[first:] if find_kind(act[0]) != "wish")], clear


def _find_clear_wish(wishes: list[tuple[str, float]]) -> str | None:
    """Returns the wish that has at least the share `_CLEAR` of the confidence of all wishes. Returns None if there is
    none, or if it is `WISH`, which stands for the wishes that the act model has not learned one by one."""
    name, confidence = max(wishes, key=lambda wish: wish[1])
    is_clear = confidence >= _CLEAR * sum(each for _, each in wishes)
    return name if is_clear and name != WISH else None


def _parts(text: str, finds: list[Found]) -> list[tuple[str, list[Found]]]:
    """Returns the message or, if it is long, its sentences, each with the matches in it."""
    parts = []
    for part in readings(text):
        start = max(text.find(part), 0)
        inside = [find.moved(-start) for find in finds if start <= find.start and find.end <= start + len(part)]
        parts.append((part, inside))
    return parts


def learn_acts(lines: list[Line], intents: IntentModel) -> ActModel:
    """Trains the act model with the messages of the exchanges (`lines`), starting from the intent model."""
    return ActModel.fit(prepare_lines(lines, intents), [line.acts[0] for line in lines], intents)


def list_asking_nothing(wishes: Iterable[str], exchanges: Iterable[Line]) -> list[Example]:
    """Returns examples of messages that ask for no fact. They are taken from `wishes`, which are texts, and from those
    messages of the exchanges that answer, correct or chat (`_GIVE`)."""
    others = sorted({line.text for line in exchanges if find_kind(line.acts[0]) in _GIVE})
    return [(text, NONE) for text in (*sorted(wishes)[::_EACH], *others[::_EACH])]


def learn_facts(examples: list[Example], intents: IntentModel) -> FactModel:
    """Trains the fact model with the examples, starting from the intent model."""
    lexicon, day = Lexicon.load(), today()
    finds = [[*read(text, day), *lexicon.find(text)] for text, _ in examples]
    return FactModel.fit(examples, finds, intents)


def _list_finds(message: Message) -> list[Found]:
    return [*(message.get(GRAMMAR_FINDS) or []), *(message.get(GAZETTEER_FINDS) or [])]


def prepare_lines(lines: list[Line], intents: IntentModel) -> list[Said]:
    """Returns the messages of the exchanges (`lines`) as the act model reads them, with the matches and readings that
    the pipeline would find in them."""
    lexicon, day = Lexicon.load(), today()
    finds: list[list[Found]] = [[*read(line.text, day), *lexicon.find(line.text)] for line in lines]
    likely = intents.probabilities([line.text for line in lines], finds)
    return [
        Said(line.text, found, line.situation, line.role, row, read_readings(line.text, day))
        for line, found, row in zip(lines, finds, likely, strict=True)
    ]


def _settle(message: Message, acts: list[dict[str, Any]], wish: str | None) -> dict[str, Any]:
    """Returns the intent of the message, as `{"name", "confidence"}`.

    It is the intent of the words alone, unless the first act is sure enough (`_SETTLES`). In that case, if the message
    is a wish, and the wish that is clear in the situation is given (`wish`), it is this wish. If the words alone are
    not understood, it is the intent that stands for the act. If the message surely asks about what is talked about, but
    the words alone want something to be done (`DOES`), it is the most probable intent that asks for information.
    """
    intent: dict[str, Any] = message.get(INTENT)
    situation = Situation.read((message.get(METADATA) or {}).get("situation"))
    if not acts or (situation.is_empty and wish is None):
        return intent
    kind = acts[0]["kind"]
    share = sum(act["confidence"] for act in acts if act["kind"] == kind)
    if share < _SETTLES:
        return intent
    name = intent["name"]
    if kind == "wish" and wish == name:
        return {"name": name, "confidence": max(share, intent["confidence"])}
    if kind == "wish" and wish is not None:
        name = wish
    elif kind == "ask" and share >= _ASKS and name in DOES:
        name = _find_asking(message.get(INTENT_RANKING_KEY)) or name
    elif name in _UNHEARD and kind == "wish":
        name = next((act["act"] for act in acts if act["kind"] == "wish" and act["act"] not in _UNHEARD), FALLBACK)
    elif name in _UNHEARD:
        name = _STANDS_FOR.get(kind, name)
    return {"name": name, "confidence": share} if name != intent["name"] else intent


def _find_asking(by_words: list[dict[str, Any]]) -> str | None:
    """Returns the most probable intent that asks for information. Returns None if its probability by the words is less
    than `_ASKED`."""
    asking = (intent for intent in by_words if is_asking(intent["name"]))
    likeliest = next(asking, None)
    return None if likeliest is None or likeliest["confidence"] < _ASKED else str(likeliest["name"])


def _to_act(name: str, confidence: float) -> dict[str, Any]:
    return {"act": name, "kind": find_kind(name), "confidence": confidence}
