"""Makes a picture new: it is decoded, turned upright, freed of everything but its pixels, and encoded
again, with a small preview beside it. Only the process that inspects files imports this module.

What else was in the file does not survive: the place where a photo was taken, the camera's number, a
second file behind the picture.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import pi_heif
from PIL import ExifTags, Image, ImageCms, ImageFile

from bot.files.inspection.unwanted import Unwanted

MOST_PIXELS = {"JPEG": 210_000_000, "PNG": 20_000_000, "WEBP": 8_400_000, "GIF": 18_000_000, "HEIF": 15_000_000}
"""A picture may have so many pixels, by what its decoder needs of memory. JPEG is decoded at a
fraction of its size, so that even the largest cameras are taken."""
MOST_DECODED = 21_000_000
"""A JPEG of more pixels is decoded at a half, a quarter or an eighth of its size."""
MOST_LAYERED = 20_000_000
MOST_LAYERED_DECODED = 14_000_000
"""The same for a JPEG that comes in layers, of which the decoder keeps all in full size."""
MOST_TRANSPARENT = 12_000_000
LONGEST_SIDE = 50_000
LARGEST = 3200
"""A longer side is reduced to so many pixels."""
PREVIEW = 640
SHARP_PIXELS = 2_500_000
"""Up to so many pixels a PNG or GIF stays a PNG, so that a screenshot stays sharp."""
QUALITY = 88
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Maps the orientation that a camera notes to what makes the picture upright."""


@dataclass(frozen=True)
class Remade:
    """Says what was written: the media type and ending of the picture, and its size in pixels."""

    media_type: str
    ending: str
    width: int
    height: int


def remake(source: Path, picture_format: str, target: Path, preview: Path) -> Remade:
    """Writes the picture and its preview.

    Raises:
        Unwanted: `pixels` if it has too many, `damaged` if it cannot be decoded.
    """
    pi_heif.register_heif_opener(thumbnails=False)
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # the limits above are checked before anything is decoded
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _remake(source, picture_format, target, preview)
    except MemoryError as error:
        raise Unwanted("pixels") from error
    except Unwanted:
        raise
    except Exception as error:  # decoders raise errors of many kinds for bytes that they cannot read
        raise Unwanted("damaged") from error


def _remake(source: Path, picture_format: str, target: Path, preview: Path) -> Remade:
    with Image.open(source, formats=[picture_format]) as opened:
        _check_size(opened, picture_format)
        if picture_format == "JPEG":
            _decode_smaller(opened)
        _check_transparency(opened)
        opened.load()
        turned = opened.getexif().get(ExifTags.Base.Orientation)
        picture = _to_plain_colours(_reduce(opened, LARGEST))
    picture = picture.transpose(_TURNS[turned]) if turned in _TURNS else picture
    keeps_sharp = picture_format in ("PNG", "GIF") and picture.width * picture.height <= SHARP_PIXELS
    if not keeps_sharp:
        picture = _on_white(picture)
    picture.info = {}  # what is written takes over nothing but the pixels
    if keeps_sharp:
        picture.save(target, "PNG", compress_level=4)
    else:
        picture.save(target, "JPEG", quality=QUALITY)
    _on_white(_reduce(picture, PREVIEW)).save(preview, "JPEG", quality=80)
    made = ("image/png", ".png") if keeps_sharp else ("image/jpeg", ".jpg")
    return Remade(*made, width=picture.width, height=picture.height)


def _check_size(opened: Image.Image, picture_format: str) -> None:
    width, height = opened.size
    if width < 1 or height < 1:
        raise Unwanted("damaged")
    if width * height > MOST_PIXELS[picture_format] or max(width, height) > LONGEST_SIDE:
        raise Unwanted("pixels")
    if _is_layered(opened) and width * height > MOST_LAYERED:
        raise Unwanted("pixels")


def _is_layered(opened: Image.Image) -> bool:
    return bool(opened.info.get("progressive") or opened.info.get("progression"))


def _decode_smaller(opened: Image.Image) -> None:
    """Has the decoder make fewer pixels of a large JPEG, by the least of the steps that it offers."""
    width, height = opened.size
    most = MOST_LAYERED_DECODED if _is_layered(opened) else MOST_DECODED
    step = next(step for step in (1, 2, 4, 8) if (width // step) * (height // step) <= most)
    if step > 1:
        opened.draft("RGB", (width // step, height // step))


def _check_transparency(opened: Image.Image) -> None:
    if _has_transparency(opened) and opened.width * opened.height > MOST_TRANSPARENT:
        raise Unwanted("pixels")


def _has_transparency(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _reduce(picture: Image.Image, longest: int) -> Image.Image:
    """Returns the picture with no side longer than that."""
    if picture.mode in ("P", "1", "PA", "LA", "I;16", "I", "F"):
        picture = picture.convert("RGBA" if _has_transparency(picture) else "RGB")
    share = longest / max(picture.size)
    if share >= 1:
        return picture
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _to_plain_colours(picture: Image.Image) -> Image.Image:
    """Returns the picture in the colours that every screen shows: those of its own profile become
    sRGB, those for print become red, green and blue."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            srgb = ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(picture, io.BytesIO(profile), srgb, outputMode="RGB")
            picture = found if found is not None else picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile; the colours are shown as they are
    if picture.mode in ("RGB", "RGBA", "L"):
        return picture
    return picture.convert("RGBA" if _has_transparency(picture) else "RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white
