"""A platform of LTI as we see it."""

from collections.abc import Iterator

import pytest

from autograder.bridges.lti_http import Patience
from autograder.bridges.lti_keys import Key
from autograder.bridges.lti_session import Session
from autograder.model.lti import Platform
from tests.bridges.lti_platform import State

SHORT = Patience(read=60.0, tries=3, wait=0.01)
"""Waits for no repetition, but for an answer as long as a busy machine takes."""
IMPATIENT = Patience(read=1.0, tries=30, wait=0.01)
"""For silence: a busy machine may seem silent, too, and is asked again."""


@pytest.fixture
def there(lms: State) -> Platform:
    """How the platform is described to us."""
    return Platform(
        "lti", "moodle", "tool-1", f"{lms.url}/Token", "https://lms.example",
        line_items_url=f"{lms.url}/Course/AbC/lineitems?type_id=1", memberships_url=f"{lms.url}/Course/AbC/Members",
    )  # fmt: skip


@pytest.fixture
def session(there: Platform, tool: Key) -> Iterator[Session]:
    """A session with the platform."""
    with Session(there, tool, SHORT) as session:
        yield session


@pytest.fixture
def impatient(there: Platform, tool: Key) -> Iterator[Session]:
    """A session that takes a second for silence."""
    with Session(there, tool, IMPATIENT) as session:
        yield session
