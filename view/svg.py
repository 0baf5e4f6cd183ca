"""matplotlib's figures as elements of a page: its colours and fonts, no declarations, ids of their own."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from .summary import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# matplotlib writes these where the page shall put its own colours, which differ by light, dark and print.
COLOURS = {
    "#010101": "var(--ink)",
    "#010102": "var(--soft)",
    "#010103": "var(--line)",
    "#010104": "var(--card)",
    "#010110": "var(--c0)",
    "#010111": "var(--c1)",
    "#010112": "var(--c2)",
    "#010113": "var(--c3)",
    "#010114": "var(--alarm)",
}
INK, SOFT, LINE, CARD = list(COLOURS)[:4]
SERIES = list(COLOURS)[4:8]
ALARM = list(COLOURS)[8]
NOT_XML = re.compile("[\ufffe\uffff]")
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 11.5,
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "axes.facecolor": "none",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "figure.facecolor": "none",
}


@contextmanager
def settings_of(name: str) -> Iterator[None]:
    """The settings above, ids that depend on the plot alone, no word of glyphs that its font lacks."""
    import matplotlib

    with matplotlib.rc_context({**SETTINGS, "svg.hashsalt": name}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+", category=UserWarning)
        yield


def new_figure(width: int, height: int) -> "tuple[Figure, Axes]":
    """An empty figure of that size in px."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 72, height / 72), layout="constrained")
    return figure, figure.subplots()


def svg_of(figure: "Figure", name: str, title: str, description: str) -> str:
    """The figure as an element of a page: no declarations, ids led by its name, colours left to the page."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    drawing = NOT_XML.sub("", out.getvalue())
    root = ElementTree.fromstring(drawing[drawing.index("<svg") :])
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.endswith(("}metadata", "}style")):
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.attrib = {
            key.rpartition("}")[2]: _rewritten(key.rpartition("}")[2], value, name)
            for key, value in element.attrib.items()
        }
    width = float(root.attrib["viewBox"].split()[2])
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "class": "plot",
        "style": f"max-width:{width:.0f}px",
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
    }
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(tag, id=f"{name}-{tag}")
        element.text = NOT_XML.sub("", plain(words))
        root.insert(place, element)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _rewritten(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key == "href":
        return value.replace("#", f"#{name}-")
    value = value.replace("url(#", f"url(#{name}-")
    if key == "style":
        value = re.sub(r"font: ((?:[\w.]+ )*[\d.]+px)[^;]*", r"font: \1 var(--sans)", value)
        value = re.sub(r"#0101\d\d", lambda match: COLOURS.get(match[0], match[0]), value)
    return value
