"""Every address of the console: who may use it, and under which name its use stands in the audit log.

A route whose name is not here cannot be added; one without an action reads and changes nothing of a customer or of the staff.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.staff.roles import Permission


@dataclass(frozen=True)
class Rule:
    """`permission` None: nobody has to be signed in (or the page looks for itself). `target`: the kind and the path's parameter."""

    permission: Permission | None
    action: str | None = None
    target: tuple[str, str] | None = None


_TALK = ("conversation", "conversation_id")
_MEMBER = ("staff", "username")
_PERSON = ("contact", "contact_id")

RULES: dict[str, Rule] = {
    # Signing in
    "sign_in_form": Rule(None),
    "sign_in": Rule(None, "session.start"),
    "second_step_form": Rule(None),
    "second_step": Rule(None, "session.start"),
    "sign_out": Rule(Permission.WORK, "session.end"),
    "welcome_form": Rule(None),
    "welcome": Rule(None, "password.set"),
    "provider_start": Rule(None),
    "provider_return": Rule(None, "session.start"),
    # Conversations
    "queue": Rule(Permission.WORK, "queue.open"),
    "conversations": Rule(Permission.WORK, "conversations.list"),
    "events": Rule(Permission.WORK, "queue.watch"),
    "conversation": Rule(Permission.WORK, "conversation.open", _TALK),
    "conversation_older": Rule(Permission.WORK, "conversation.read", _TALK),
    "conversation_take": Rule(Permission.WORK, "conversation.take", _TALK),
    "conversation_reply": Rule(Permission.WORK, "conversation.reply", _TALK),
    "conversation_resolve": Rule(Permission.WORK, "conversation.resolve", _TALK),
    "conversation_hand_back": Rule(Permission.WORK, "conversation.hand_back", _TALK),
    "conversation_release": Rule(Permission.WORK, "conversation.release", _TALK),
    # Where a contact's account is signed in
    "links": Rule(Permission.WORK, "links.open", _TALK),
    "link_end": Rule(Permission.WORK, "links.end", _TALK),
    # Messages that were not understood
    "understanding": Rule(Permission.LABEL, "understanding.open"),
    "understanding_label": Rule(Permission.LABEL, "understanding.label"),
    # Words from one company to another
    "held": Rule(Permission.WORK, "held.open"),
    "held_decide": Rule(Permission.WORK, "held.decide", ("held", "held_id")),
    # One's own account
    "language": Rule(Permission.WORK),
    "account": Rule(Permission.WORK),
    "attempts": Rule(Permission.WORK),
    "account_password": Rule(Permission.WORK, "password.change"),
    "account_sessions_end": Rule(Permission.WORK, "session.revoke"),
    "two_step": Rule(Permission.WORK),
    "two_step_begin": Rule(Permission.WORK, "two_step.begin"),
    "two_step_confirm": Rule(Permission.WORK, "two_step.confirm"),
    "two_step_codes": Rule(Permission.WORK, "two_step.codes"),
    "two_step_end": Rule(Permission.WORK, "two_step.end"),
    # Administration
    "staff": Rule(Permission.STAFF, "staff.list"),
    "staff_invite": Rule(Permission.STAFF, "staff.invite"),
    "staff_member": Rule(Permission.STAFF, "staff.open", _MEMBER),
    "staff_change": Rule(Permission.STAFF, "staff.change", _MEMBER),
    "staff_disable": Rule(Permission.STAFF, "staff.disable", _MEMBER),
    "staff_enable": Rule(Permission.STAFF, "staff.enable", _MEMBER),
    "staff_reset": Rule(Permission.STAFF, "staff.reset_password", _MEMBER),
    "staff_two_step_reset": Rule(Permission.STAFF, "staff.reset_two_step", _MEMBER),
    "staff_sessions_end": Rule(Permission.STAFF, "staff.end_sessions", _MEMBER),
    "audit": Rule(Permission.AUDIT, "audit.open"),
    "audit_export": Rule(Permission.AUDIT, "audit.export"),
    # A person's data
    "person": Rule(Permission.PRIVACY, "person.open", _PERSON),
    "person_export": Rule(Permission.PRIVACY, "person.export", _PERSON),
    "person_erase": Rule(Permission.PRIVACY, "person.erase", _PERSON),
    # The rest
    "asset": Rule(None),
    "nowhere": Rule(Permission.WORK),
}
