"""Encodes a picture anew: decodes it, turns it upright, and writes only its pixels to a new file,
with a small preview. Only the process that inspects files imports this module.

Encoding anew removes everything else in the file, such as the place where a photo was taken, the
camera's serial number, and data appended to the picture.
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
"""The most pixels that a picture of each format may have, according to the memory that its decoder
needs. The limit for JPEG is high, because a large JPEG is decoded at a reduced size."""
MOST_DECODED = 21_000_000
"""A JPEG with more pixels than this is decoded at a half, a quarter or an eighth of its width and
height."""
MOST_LAYERED = 20_000_000
MOST_LAYERED_DECODED = 14_000_000
"""The limits for a progressive JPEG, whose layers the decoder keeps in memory in full size. One
with more than `MOST_LAYERED` pixels is refused; one with more than `MOST_LAYERED_DECODED` pixels is
decoded at a reduced size."""
MOST_TRANSPARENT = 12_000_000
LONGEST_SIDE = 50_000
LARGEST = 3200
"""The longest side of the new picture, in pixels. Larger pictures are reduced to this size."""
PREVIEW = 640
SHARP_PIXELS = 2_500_000
"""A PNG or GIF with at most this many pixels is written as PNG instead of JPEG, so that screenshots
stay sharp."""
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
"""Maps the orientation that a camera stores in a photo (EXIF) to the operation that turns it
upright."""


@dataclass(frozen=True)
class Remade:
    """Describes the new picture: its media type and file name ending, and its width and height in
    pixels."""

    media_type: str
    ending: str
    width: int
    height: int


def remake(source: Path, picture_format: str, target: Path, preview: Path) -> Remade:
    """Writes the new picture to `target` and its preview to `preview`, and returns the picture's
    description.

    Raises:
        Unwanted: the picture has too many pixels (`pixels`) or cannot be decoded (`damaged`).
    """
    pi_heif.register_heif_opener(thumbnails=False)
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # `_check_size` applies stricter limits before anything is decoded
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
    picture.info = {}  # drops metadata, which `save` would write
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
    """Makes the decoder reduce a large JPEG to a half, a quarter or an eighth of its width and
    height, by the smallest sufficient step."""
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
    """Returns the picture, reduced if necessary so that its longer side has at most `longest`
    pixels."""
    if picture.mode in ("P", "1", "PA", "LA", "I;16", "I", "F"):
        picture = picture.convert("RGBA" if _has_transparency(picture) else "RGB")
    share = longest / max(picture.size)
    if share >= 1:
        return picture
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _to_plain_colours(picture: Image.Image) -> Image.Image:
    """Returns the picture in RGB with the sRGB colours that every screen shows. A colour profile in
    the picture is applied, and print colours (CMYK) are converted."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            srgb = ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(picture, io.BytesIO(profile), srgb, outputMode="RGB")
            picture = found if found is not None else picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # the profile is broken; the colours stay as they are
    if picture.mode in ("RGB", "RGBA", "L"):
        return picture
    return picture.convert("RGBA" if _has_transparency(picture) else "RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white
