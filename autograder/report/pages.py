"""Pages from templates: every value that a template shows is escaped twice over, for the reader and for HTML."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.model import points
from autograder.model.text import lines, one_line
from autograder.report.outcomes import LOOKS


def render(template: str, **values: Any) -> str:
    """The page that the template makes of the values."""
    return _ENVIRONMENT.get_template(template).render(**values)


def _shown(value: Any) -> Any:
    """What an expression in a template comes to: invisible characters spelt out, before HTML's own escaping."""
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _share(part: int, whole: int) -> int:
    """Percent, from 0 to 100."""
    return max(0, min(100, round(100 * part / whole))) if whole else 0


_ENVIRONMENT = Environment(
    loader=PackageLoader("autograder.report", "templates"),
    autoescape=True,
    finalize=_shown,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters.update(points=points.text, lines=lines)
_ENVIRONMENT.globals.update(look=LOOKS, share=_share)
