"""The report of an evaluation: an HTML page, Markdown, JSON, model cards and pages of examples.

The pages ask the network for nothing. Their one script, which sorts tables, is named by its digest in the
policy of the page; without it everything can be read. Templates escape whatever stands in the report.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from ..eval.records import ModelResult, Report
from . import charts, examples, results, summary
from .templating import TEMPLATES, make_environment

EXCERPT_CHARS = 1_200
PAGE_CHARS = 20_000  # of a text on a page of examples
MAX_WORST = 20
# Whatever Markdown gives a meaning to, and what would make an address of text.
MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~&!$]|^[-+=](?=\s|[-=])|^\d+(?=[.)](?:\s|$))|:(?=//)|(?<=www)\.")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def write_report(report: Report, folder: Path) -> None:
    """Writes report.html, report.md, metrics.json, model_card.md and examples/ into the folder, making it."""
    cards = [render_model_card(report, model) for model in report.models]
    files = {
        "report.html": render_html(report),
        "report.md": render_markdown(report),
        "metrics.json": json.dumps(render_json(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n",
        "model_card.md": "\n---\n\n".join(cards),
    }
    files |= {f"examples/{name}": page for name, page in render_examples(report)}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="\n")


def render_html(report: Report) -> str:
    """The report as one page. Its links lead to the pages of examples, in the folder `examples` beside it."""
    slices = examples.examples_by_slice(report)
    drawings = {
        "ladder": charts.draw_ladder(report),
        "reliability": charts.draw_reliability(report.models),
        "coverage": charts.draw_coverage(report.models),
        "behaviours": charts.draw_behaviours(report.behaviours),
    }
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            charts={name: Markup(drawing) for name, drawing in drawings.items()},
            confusions=[
                Markup(charts.draw_confusion(model, place)) for place, model in enumerate(report.models)
            ],
            slice_charts=[
                [Markup(drawing) for drawing in charts.draw_slices(model, place)]
                for place, model in enumerate(report.models)
            ],
            pages={part: examples.page_of(part) for part in slices},
            max_worst=MAX_WORST,
            max_slices=charts.MAX_SLICES_A_FIELD,
            max_chars=EXCERPT_CHARS,
            **_script(),
        )
    )


def render_examples(report: Report) -> Iterator[tuple[str, str]]:
    """File name and HTML of each slice's page of examples."""
    template = _environment().get_template("examples.html")
    for part, by_model in examples.examples_by_slice(report).items():
        page = template.render(
            report=report,
            part=part,
            by_model=by_model,
            limit=examples.MAX_A_PAGE,
            max_chars=PAGE_CHARS,
        )
        yield examples.page_of(part), page


def render_markdown(report: Report) -> str:
    """The report as Markdown: the tables of the page, without plots."""
    return _environment().get_template("report.md").render(report=report, max_worst=MAX_WORST)


def render_model_card(report: Report, model: ModelResult) -> str:
    """A card of the model as Markdown: intended use, limits, data with licences, metrics, cautions."""
    return _environment().get_template("model_card.md").render(report=report, model=model)


def render_json(report: Report) -> dict[str, Any]:
    """The report as what JSON can hold, in the form that its `schema` names: NaN and infinities are None."""
    return {"schema": report.schema} | _json(asdict(report))


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    if isinstance(value, str):
        return SURROGATE.sub("\ufffd", value)
    if value is None or isinstance(value, bool | int):
        return value
    return results.known(float(value))


def escape_markdown(text: str) -> str:
    """The text on one line, so that Markdown shows it as it is."""
    return MARKDOWN.sub(lambda match: _escaped(match[0]), summary.plain(text))


def _escaped(found: str) -> str:
    return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(found) or (
        f"{found}\\" if found.isdigit() else f"\\{found}"
    )


def fence(text: str) -> str:
    """The text as a code block that nothing in it can close."""
    line = summary.plain(text)
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", line)), default=0))
    return f"{ticks}\n{line}\n{ticks}"


def _script() -> dict[str, str]:
    """The script that sorts tables, and the digest that the page's policy allows it by."""
    script = (TEMPLATES / "sort.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return {"script": Markup(script), "script_digest": Markup(digest)}


@cache
def _environment() -> Environment:
    environment = make_environment()
    environment.globals.update(results=results, summary=summary, excerpt=examples.excerpt)
    environment.filters.update(
        name=results.name_of,
        number=results.number,
        signed=results.signed,
        interval=results.interval,
        metric=results.label_of,
        md=escape_markdown,
        fence=fence,
    )
    return environment
