"""What tests of several rooms share."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from autograder.bridges.lti_keys import Key
    from autograder.bridges.lti_session import Session
    from autograder.model.lti import Platform
    from tests.bridges.lti_platform import State

HERE = Path(__file__).parent
collect_ignore = ["mini_course"]
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # how long an example takes says how busy the machine is


@pytest.fixture
def mini_course(tmp_path: Path) -> Path:
    """A course of one assignment with two exercises that need no torch, free to be changed."""
    return Path(shutil.copytree(HERE / "mini_course", tmp_path / "mini_course"))


@pytest.fixture
def mini_bundle(tmp_path: Path) -> Path:
    """What a student of the mini course unpacked, but for the wheel."""
    course, bundle = HERE / "mini_course", tmp_path / "unpacked" / "counting"
    shutil.copytree(course / "assignments/counting", bundle)
    shutil.copytree(course / "assignments/given", bundle / "given")
    shutil.copytree(course / "student_stubs/counting", bundle, dirs_exist_ok=True)
    return bundle


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key pair that an LTI platform knows."""
    from autograder.bridges.lti_keys import make_key

    path = tmp_path_factory.mktemp("lti") / "key.pem"
    make_key(path)
    return path


@pytest.fixture(scope="session")
def tool(key_file: Path) -> "Key":
    """The same, read."""
    from autograder.bridges.lti_keys import read_key

    return read_key(key_file)


@pytest.fixture
def lms(tool: "Key") -> "Iterator[State]":
    """An LTI platform over HTTP that knows the key."""
    from tests.bridges.lti_platform import platform

    with platform(tool) as state:
        yield state


@pytest.fixture
def there(lms: "State") -> "Platform":
    """How that platform is described to us."""
    from autograder.model.lti import Platform

    return Platform(
        "lti", "moodle", "tool-1", f"{lms.url}/Token", "https://lms.example",
        line_items_url=f"{lms.url}/Course/AbC/lineitems?type_id=1", memberships_url=f"{lms.url}/Course/AbC/Members",
    )  # fmt: skip


@pytest.fixture
def session(there: "Platform", tool: "Key") -> "Iterator[Session]":
    """A session with the platform."""
    from autograder.bridges.lti_session import Session
    from tests.bridges.lti_platform import SHORT

    with Session(there, tool, SHORT) as session:
        yield session


@pytest.fixture
def impatient(there: "Platform", tool: "Key") -> "Iterator[Session]":
    """A session that takes a second for silence."""
    from autograder.bridges.lti_session import Session
    from tests.bridges.lti_platform import IMPATIENT

    with Session(there, tool, IMPATIENT) as session:
        yield session
