"""Derives the shades that light and dark pages need from the operator's one colour. Text in these shades, and text on
them, can be read (WCAG 2.2, contrast of at least 4.5 to 1)."""

from __future__ import annotations

import colorsys

_CONTRAST = 4.5
_LIGHT, _DARK = "#e9eefb", "#243050"
"""The backgrounds on which the colour is hardest to read, in light and in dark pages."""
_STEP = 0.02


def write_styles(colour: str) -> str:
    """Returns CSS that gives this colour to the pages of the console and the chat, or an empty text if there is no
    colour."""
    if not colour:
        return ""
    light, dark = _shift(colour, _LIGHT, -_STEP), _shift(colour, _DARK, _STEP)
    return "\n".join(
        [
            f":root {{ {_write(light, _mix(light, '#000000', 0.2), _mix(light, '#ffffff', 0.9))} }}",
            "@media (prefers-color-scheme: dark) {",
            f'  :root:not([data-theme="light"]) {{ {_write(dark, _mix(dark, "#ffffff", 0.25), _DARK)} }}',
            "}",
            f':root[data-theme="dark"] {{ {_write(dark, _mix(dark, "#ffffff", 0.25), _DARK)} }}',
            "",
        ]
    )


def darken(colour: str) -> str:
    """Returns the colour, made darker until it can be read on white."""
    return _shift(colour, _LIGHT, -_STEP)


def contrast(one: str, other: str) -> float:
    """Returns the contrast of two colours, from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _write(accent: str, strong: str, wash: str) -> str:
    names = {"accent": accent, "accent-strong": strong, "accent-wash": wash}
    names |= {"cobalt": accent, "cobalt-deep": strong, "cobalt-wash": wash}
    return " ".join(f"--{name}: {value};" for name, value in names.items())


def _shift(colour: str, background: str, step: float) -> str:
    """Returns the colour, made darker or lighter until it can be read on the background."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    while contrast(colour, background) < _CONTRAST:  # ends at black or white at the latest
        lightness = min(1.0, max(0.0, lightness + step))
        colour = _join(*(part * 255 for part in colorsys.hls_to_rgb(hue, lightness, saturation)))
    return colour


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return _join(*(first * (1 - share) + second * share for first, second in pairs))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _join(red: float, green: float, blue: float) -> str:
    return f"#{round(red):02x}{round(green):02x}{round(blue):02x}"


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
