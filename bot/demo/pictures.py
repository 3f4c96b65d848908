"""Names the demo's pictures of products, which `python -m tools.demo_pictures` draws."""

from __future__ import annotations

from pathlib import Path

WIDTH, HEIGHT = 640, 480
DEMO_PICTURES = (Path(__file__).with_name("drawn"), WIDTH, HEIGHT)
"""The folder of the pictures, and the width and height of each in pixels."""
