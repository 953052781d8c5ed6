"""Figures inside of Markdown, so that a notebook needs no file beside it."""

import base64
import re
from functools import lru_cache
from pathlib import Path

import resvg_py

from autograder.errors import InputError

IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<name>figures/[\w-]+\.svg)\)")
WIDTH, DPI = 1200, 96
"""Pixels: sharp enough on a screen with two to the point. Without a DPI resvg takes sizes in pt for none."""


def with_figures(text: str, folder: Path) -> str:
    """The Markdown with each figure of the folder as a picture in the text.

    PNG, since SVG shows in no way at all in Colab, as an attachment not in JupyterLab, and as `![]()` not in VS Code;
    and a data URI, since Colab shows no attachments. See docs/decisions/0019-notebooks-from-handouts.md.

    Raises:
        InputError: a figure is not there.
    """
    return IMAGE.sub(lambda found: f"![{found['alt']}]({_data_uri(folder / found['name'])})", text)


@lru_cache(maxsize=64)
def _data_uri(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"{path} is missing:", "the handout shows it; make it, or take it out.")
    picture = resvg_py.svg_to_bytes(svg_string=path.read_text("utf-8"), width=WIDTH, dpi=DPI, skip_system_fonts=True)
    return f"data:image/png;base64,{base64.b64encode(bytes(picture)).decode('ascii')}"
