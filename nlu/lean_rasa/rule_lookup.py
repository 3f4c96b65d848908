"""Makes Rasa's RulePolicy reach the same predictions with less work.

For each prediction Rasa computes the state of the dialogue at every action since its beginning, copying every
slot, and compares each of its rules with all these states. A rule, however, reads only as many of the latest
states as it has steps. Here only the states that the longest rule can read are computed, and only the rules for
the latest action and intent are compared. `install` puts this in place; a test compares the predictions with
Rasa's own.
"""

from __future__ import annotations

from collections import defaultdict, deque
from types import SimpleNamespace
from typing import Any

import rasa.core.policies.rule_policy as rule_policy
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT, TEXT

State = dict[str, Any]
RuleMatch = tuple[Any, Any, bool]
_ANY = ""
_RASAS_OWN = (RulePolicy._find_action_from_rules, RulePolicy._prediction_states, RulePolicy._get_possible_keys)


def install() -> None:
    """Puts the lean look-ups in place of Rasa's. A second call changes nothing."""
    RulePolicy._find_action_from_rules = _find_action_from_rules
    RulePolicy._prediction_states = _prediction_states
    RulePolicy._get_possible_keys = _get_possible_keys
    # Rasa formats and copies the states only for a line of its debug log.
    RulePolicy.format_tracker_states = lambda self, states: None
    rule_policy.copy = SimpleNamespace(deepcopy=lambda value: value)


def latest_states(tracker: DialogueStateTracker, domain: Domain, count: int) -> list[State]:
    """Returns the last `count` of the states that `domain.states_for_tracker_history(tracker)` would return."""
    events = tracker.applied_events()
    actions = sum(isinstance(event, ActionExecuted) for event in events)
    past, states, number = tracker.init_copy(), deque[State](maxlen=count), 0
    for event in events:
        if isinstance(event, ActionExecuted):
            if actions - number < count:
                states.append(domain.get_active_state(past))
            number += 1
        past.update(event)
    states.append(domain.get_active_state(past))
    return list(states)


class Rules:
    """Groups a policy's rules by the latest action and the intent that each of them requires."""

    def __init__(self, policy: RulePolicy) -> None:
        self.lookup = policy.lookup
        self.groups = {
            name: _group_by_newest_state(policy, policy.lookup[name]) for name in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH)
        }
        keys = [key for name in self.groups for key in policy.lookup[name]]
        self.longest = max((len(policy._rule_key_to_state(key)) for key in keys), default=1)
        newest = [policy._rule_key_to_state(key)[-1] for key in policy.lookup[RULES]]
        self.read_text = any(TEXT in state.get(USER, {}) or _is_for_any_words(state) for state in newest)
        """Whether a rule may apply to a new message whatever its intent. Then rules are looked up by the
        message's text as well as by its intent."""

    def candidates(self, lookup: dict[str, str], policy: RulePolicy, newest: State) -> list[str]:
        """Returns the keys of the rules that the newest state may match."""
        if PREVIOUS_ACTION not in newest:  # at the very start there is nothing to choose by
            return list(lookup)
        name = RULES if lookup is policy.lookup[RULES] else RULES_FOR_LOOP_UNHAPPY_PATH
        by_newest = self.groups[name]
        action = newest.get(PREVIOUS_ACTION, {}).get(ACTION_NAME, _ANY)
        intent = newest.get(USER, {}).get(INTENT, _ANY)
        kinds = {(one, other) for one in (action, _ANY) for other in (intent, _ANY)}
        return [key for kind in kinds for key in by_newest.get(kind, ())]


def _group_by_newest_state(policy: RulePolicy, lookup: dict[str, str]) -> dict[tuple[str, str], list[str]]:
    by_newest: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in lookup:
        state = policy._rule_key_to_state(key)[-1]
        required = (state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME), state.get(USER, {}).get(INTENT))
        action, intent = (_ANY if value in (None, SHOULD_NOT_BE_SET) else value for value in required)
        by_newest[action, intent].append(key)
    return by_newest


def _is_for_any_words(state: State) -> bool:
    listened = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) in (None, SHOULD_NOT_BE_SET, ACTION_LISTEN_NAME)
    return listened and state.get(USER, {}).get(INTENT) in (None, SHOULD_NOT_BE_SET)


def _find_rules(policy: RulePolicy) -> Rules:
    rules: Rules | None = policy.__dict__.get("_caravan_rules")
    if rules is None or rules.lookup is not policy.lookup:
        rules = policy._caravan_rules = Rules(policy)
    return rules


def _find_action_from_rules(
    self: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
) -> RuleMatch:
    if use_text_for_last_user_input and not tracker.active_loop_name and not _find_rules(self).read_text:
        return None, None, False
    match: RuleMatch = _RASAS_OWN[0](self, tracker, domain, use_text_for_last_user_input)
    return match


def _prediction_states(
    self: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    states = [latest_states(tracker, domain, _find_rules(self).longest)]
    self.featurizer._choose_last_user_input(states, use_text_for_last_user_input)
    return states[0]


def _get_possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    newest_first = states[::-1]
    return {
        key
        for key in _find_rules(self).candidates(lookup, self, states[-1])
        if all(self._is_rule_applicable(key, turn, state) for turn, state in enumerate(newest_first))
    }
