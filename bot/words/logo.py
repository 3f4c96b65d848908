"""Checks the operator's logo, and makes a small PNG of it. This PNG is stored and served."""

from __future__ import annotations

import base64
import io

from PIL import Image, UnidentifiedImageError

from foundation.errors import Explain

LARGEST_BYTES = 500_000
_LARGEST_SIDE = 4096
_STORED_SIDE = 192
_FORMATS = ("PNG", "JPEG", "WEBP")


def make_logo(content: bytes) -> str:
    """Returns the picture as a PNG in base64.

    Raises:
        Explain: the file is not a picture, or too large.
    """
    if len(content) > LARGEST_BYTES:
        raise Explain("bad_words", "words.refused.logo")
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if max(picture.size) > _LARGEST_SIDE:
                raise Explain("bad_words", "words.refused.logo")
            small = picture.convert("RGBA")
            small.thumbnail((_STORED_SIDE, _STORED_SIDE))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Explain("bad_words", "words.refused.logo") from error
    written = io.BytesIO()
    small.save(written, "PNG", optimize=True)
    return base64.b64encode(written.getvalue()).decode()


def read_logo(stored: object) -> str:
    """Returns the logo of a document as a PNG in base64, or an empty string if the document has none.

    Raises:
        Explain: the stored content is not a picture.
    """
    try:
        return make_logo(base64.b64decode(str(stored), validate=True)) if stored else ""
    except ValueError:
        raise Explain("bad_words", "words.refused.logo") from None
