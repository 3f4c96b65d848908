"""Makes, derives and hashes secrets, and finds secrets that are too weak because they are short, repetitive
or copied from examples."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

LEAST_CHARACTERS = 32
"""The least length of a secret. Identities are signed with HS256, for which RFC 7518 demands at
least 32 bytes."""
LEAST_DIFFERENT = 6
LEAST_UNFORESEEN = 20
"""How many characters of a secret, at least, must be unpredictable: they neither belong to a word
nor continue a sequence. 20 random hexadecimal digits are 80 bits."""
_EXAMPLES = (
    *("change", "secret", "password", "example", "default", "insecure", "replace", "your", "test", "demo", "caravan"),
    *("placeholder", "sample", "dummy", "todo", "fixme", "changeit", "letmein", "passwort", "admin", "token"),
)
_WORDS = (
    *_EXAMPLES,
    *("passphrase", "passwd", "identity", "action", "context", "gateway", "market", "marketplace", "place", "rasa"),
    *(
        "database",
        "postgres",
        "redis",
        "valkey",
        "telegram",
        "metrics",
        "prometheus",
        "docker",
        "compose",
        "kubernetes",
    ),
    *("production", "staging", "development", "local", "localhost", "server", "client", "chat", "support", "buyer"),
    *("supplier", "company", "private", "public", "signing", "session", "cookie", "random", "string", "value", "super"),
    *("ultra", "really", "very", "strong", "secure", "safe", "long", "please", "must", "should", "never", "before"),
    *("after", "this", "that", "with", "from", "have", "into", "here", "must", "some", "only", "also", "bytes", "char"),
    *("characters", "minimum", "least", "enough", "thirty", "hello", "world", "welcome", "qwerty", "asdfgh", "zxcvbn"),
    *("dragon", "monkey", "master", "shadow", "sunshine", "princess", "football", "baseball", "iloveyou", "trustno"),
    *("correct", "horse", "battery", "staple", "foobar", "lorem", "ipsum", "dolor", "amet", "consectetur", "summer"),
    *("winter", "spring", "autumn", "monday", "january", "december", "shanghai", "beijing", "shenzhen", "berlin"),
    *("qaz", "wsx", "edc", "rfv", "tgb", "yhn", "ujm", "zaq", "xsw", "cde", "vfr", "bgt", "nhy", "mju"),
    *("mima", "woaini", "jwt", "hmac", "sha256", "openssl", "base64", "uuid", "key", "the", "and", "for", "not", "one"),
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "zero", "you", "use", "me", "it", "my", "our"),
)
_WORD = re.compile("|".join(sorted({*_WORDS}, key=len, reverse=True)))
_EXAMPLE = re.compile(
    rf"[<\[{{ _-]*(?:{'|'.join(word if len(word) > 5 else f'{word}(?![a-z0-9])' for word in _EXAMPLES)})"
)
"""Matches the start of a secret from an example. A short word counts only as a word of its own: one in a hundred thousand
secrets of random letters starts with one of their spellings."""
_PHRASE = re.compile(r"[A-Z]?[a-z]+(?:[\W_]+[A-Z]?[a-z]+){3,}[\W_]*")
"""Matches four or more words with separators and without digits. Attackers try lists of such
phrases in every language."""
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "0123456789abcdef0",
)
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_FORESEEN_OF_DATE = 3
"""How many of the eight digits of a date count as predictable: there are about 73,000 dates, so a date is as hard to
guess as five random digits. One in fifty sequences of 32 random digits contains a date by chance."""
_SENTENCE = re.compile(r"(?:[A-Z]?[a-z]{2,})+[\d\W_]{0,12}")
"""Matches words without gaps, with digits or signs only at the end, as in a sentence that somebody writes as a
password."""
_MOST_CONSONANTS, _LEAST_VOWELS = 4, 0.33
"""A text in English or pinyin has at most this many consonants in a row, and at least this share of vowels ("y" is
one). Random letters hardly ever meet both conditions."""
_LOOKALIKES = str.maketrans("01345$@7!", "oieassati")
HINT = "at least 32 random characters, such as `openssl rand -hex 32` writes"


def find_weakness(secret: str) -> str | None:
    """Returns why a configured secret is too weak, as the end of a sentence that does not quote the
    secret, or None if it is strong enough."""
    if len(secret) < LEAST_CHARACTERS:
        return f"is too short: {HINT}"
    folded = secret.casefold()
    if _EXAMPLE.match(folded):
        return f"is an example's: {HINT}"
    if len(set(secret)) < LEAST_DIFFERENT or _count_unforeseen(folded) < LEAST_UNFORESEEN or _is_text(secret):
        return f"is easy to guess: {HINT}"
    if all(
        _count_unforeseen(folded[start::2]) < LEAST_UNFORESEEN // 2 for start in (0, 1)
    ):  # finds two alternating sequences, as in 1a2b3c4d…
        return f"is easy to guess: {HINT}"
    return None


def _is_text(secret: str) -> bool:
    """Returns whether a secret is made of words, in any language that is written in Latin letters."""
    if _PHRASE.fullmatch(secret):
        return True
    letters = re.sub(r"[^a-z]", "", secret.casefold())
    runs = re.findall(r"[^aeiouy]+", letters)
    return (
        bool(_SENTENCE.fullmatch(secret.lower() if secret.isupper() else secret))
        and len(letters) - sum(map(len, runs)) >= _LEAST_VOWELS * len(letters)
        and max(map(len, runs), default=0) <= _MOST_CONSONANTS
    )


def _count_unforeseen(folded: str) -> int:
    """Returns how many characters of a secret neither belong to a word or date nor continue a sequence."""
    spelled = folded.translate(_LOOKALIKES)
    in_words = {
        at
        for text in (folded, spelled)
        for word in _WORD.finditer(text)
        for at in range(*word.span())
        if len(word[0]) > 2
    }
    in_dates = {date.start() + place for date in _DATE.finditer(folded) for place in range(_FORESEEN_OF_DATE)}
    foreseen = in_words | in_dates | {at for at, _ in enumerate(folded) if _is_foreseeable(folded, at)}
    return sum(at not in foreseen and letter.isalnum() for at, letter in enumerate(folded))


def _is_foreseeable(folded: str, at: int) -> bool:
    """Returns whether the three characters of a secret that end at the index `at` are predictable:
    neighbours on a keyboard, in the alphabet or in counting, all the same, or a repetition of
    earlier ones."""
    three = folded[at - 2 : at + 1]
    if at < 2:
        return False
    return any(three in row or three in row[::-1] for row in _ROWS) or three in folded[:at] or len({*three}) == 1


def make_secret() -> str:
    """Returns a secret of 128 random bits, as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


def derive_secret(secret: str, purpose: str) -> str:
    """Derives a secret for a purpose from `secret`. Nobody can compute `secret` from the result."""
    return hmac.new(secret.encode(), purpose.encode(), "sha256").hexdigest()


def fingerprint(secret: str) -> str:
    """Returns the SHA-256 hash of a random secret, in hexadecimal digits. Only this hash of a
    session's secret or a code is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def read_keys(value: str) -> dict[str, str]:
    """Returns the secrets by their ids in "kid:secret,kid:secret".

    Raises:
        ValueError: the text has another form.
    """
    pairs = [pair.strip().partition(":") for pair in value.split(",") if pair.strip()]
    if any(not kid or not secret for kid, _, secret in pairs):
        raise ValueError("must be kid:secret, several with commas")
    return {kid: secret for kid, _, secret in pairs}
