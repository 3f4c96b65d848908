"""Draws the demo's pictures of products: each shape of tools/drawings on one background, as a PNG of bot/demo/drawn.

Usage: .venv/bin/python -m tools.demo_pictures
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from bot.demo.pictures import DEMO_PICTURES, HEIGHT, WIDTH
from tests.fakes.whole.browser import ARGUMENTS, find

DRAWINGS = Path(__file__).with_name("drawings")
COLOURS = 96
_GRADIENTS = {
    "white": ("#ffffff", "#d9d2c7"),
    "blue": ("#4f7cb0", "#35588a"),
    "warm": ("#fffdf2", "#ffd98a"),
    "dark": ("#4d5661", "#262c33"),
    "steel": ("#eef1f4", "#a9b2bc"),
}


def draw(shape: str) -> str:
    """Returns the whole picture of a shape, as SVG."""
    gradients = "".join(
        f'<linearGradient id="{name}" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{light}"/>'
        f'<stop offset="1" stop-color="{dark}"/></linearGradient>'
        for name, (light, dark) in _GRADIENTS.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<defs>{gradients}<filter id="soft" y="-2" height="5"><feGaussianBlur stdDeviation="12"/></filter></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#e8e6e1"/><rect y="330" width="{WIDTH}" height="150" fill="#dcd9d2"/>'
        f'<ellipse cx="320" cy="404" rx="180" ry="22" fill="#000" opacity=".2" filter="url(#soft)"/>{shape}</svg>'
    )


def main() -> None:
    folder, *_ = DEMO_PICTURES
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(playwright), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for path in sorted(DRAWINGS.glob("*.svg")):
            page.set_content(f'<body style="margin:0">{draw(path.read_text(encoding="utf-8"))}</body>')
            drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"demo-{path.stem}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
