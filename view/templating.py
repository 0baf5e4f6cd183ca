"""How templates are read: what stands in an article or a report is escaped, a name left out is an error."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import summary

TEMPLATES = Path(__file__).parent / "templates"


def make_environment() -> Environment:
    """The environment of all templates, with the filters `percent`, `words` and `plain`; HTML is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(percent=summary.percent, words=summary.words_of, plain=summary.plain)
    return environment
