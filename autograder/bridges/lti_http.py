"""HTTP to an LTI platform: requests that can be shown as they are, and patience where a repetition does no harm."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from autograder.errors import InputError, NoAnswer
from autograder.model.text import one_line

FORM = "application/x-www-form-urlencoded"
BUSY = 429
LONGEST_ANSWER = 400
"""Characters of what a platform says that are shown."""
LINK = re.compile(r"<([^>]*)>([^<]*)")
REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]+))", re.IGNORECASE)


@dataclass(frozen=True)
class Patience:
    """How long an answer is waited for, in seconds, and how often a request is repeated."""

    connect: float = 10.0
    read: float = 30.0
    tries: int = 4
    wait: float = 1.0
    """Before the first repetition; each further wait is twice as long."""
    longest: float = 60.0
    """More than this a platform can't make us wait."""


PATIENCE = Patience()
"""What a person would have."""


@dataclass(frozen=True)
class Request:
    """A request, whole but for the token."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)
    scopes: tuple[str, ...] = ()
    """Any one of these lets it pass; none if it needs no token."""
    shown: str = ""
    """The body without its secrets, where there are any."""

    def __str__(self) -> str:
        """The request to look at, with what stands in a secret's place."""
        secret = {"Authorization": f"Bearer <token for {self.scopes[0]}>"} if self.scopes else {}
        headers = [f"{name}: {value}" for name, value in {**self.headers, **secret}.items()]
        body = self.shown or self.body.decode("utf-8")
        return "\n".join([f"{self.method} {self.url}", *headers, *(["", body] if body else [])])


@dataclass(frozen=True)
class Reply:
    """What a platform answered."""

    status: int
    url: str
    body: bytes = field(default=b"", repr=False)
    next_url: str = ""
    """The next page, if there is one."""
    unsure: bool = False
    """Whether an earlier try of the same request may have arrived."""

    @property
    def good(self) -> bool:
        """Whether the request was done; a page for people says that it came to somebody else, such as a login."""
        return 200 <= self.status < 300 and not self.body.lstrip().startswith(b"<")

    @property
    def json(self) -> Any:
        """The body's value.

        Raises:
            InputError: it is no JSON.
        """
        try:
            return json.loads(self.body)
        except ValueError:
            raise InputError(f"{self.url} does not answer with JSON:", "check the addresses in lti.toml.") from None

    @property
    def says(self) -> str:
        """Status and text in one line that is safe to show."""
        text = self.body.decode("utf-8", "replace")
        told = " ".join(re.sub(r"<[^>]*>", " ", text).split())
        return one_line(f"{self.status} {told}".strip()[:LONGEST_ANSWER])


class Http:
    """Connections to a platform."""

    def __init__(self, patience: Patience, sleep: Callable[[float], None] = time.sleep) -> None:
        self._patience, self._sleep = patience, sleep
        self._client = httpx.Client(timeout=httpx.Timeout(patience.read, connect=patience.connect))

    def close(self) -> None:
        """Gives the connections back."""
        self._client.close()

    def exchange(self, ask: Callable[[], Request], repeat: bool, token: str = "") -> Reply:
        """The answer; while there is none, or the platform is down, it is asked again.

        With `repeat` false only as long as no try can have arrived: for what must not be done twice. `ask` is called
        for every try, for a request may be good for one only.

        Raises:
            NoAnswer: it stays silent, down or busy.
        """
        unsure, waited, problem = False, self._patience.wait, ""
        for attempt in range(self._patience.tries):
            if attempt:
                self._sleep(min(waited, self._patience.longest))
                waited = self._patience.wait * 2**attempt
            try:
                response = self._try(request := ask(), token)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                problem = _reason(error)
            except httpx.RequestError as error:
                unsure, problem = True, _reason(error)
            else:
                if response.status_code != BUSY and response.status_code < 500:
                    return replace(_reply(response), unsure=unsure)
                unsure = unsure or response.status_code != BUSY
                problem, waited = _reply(response).says, _asked_to_wait(response, waited)
            if unsure and not repeat:
                break
        host = urlsplit(request.url).netloc
        raise NoAnswer(f"{host} does not answer ({problem}):", "run it again later; what was done is kept.")

    def _try(self, request: Request, token: str) -> httpx.Response:
        headers = {"User-Agent": "autograder", **request.headers}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self._client.request(request.method, request.url, headers=headers, content=request.body or None)


def same_place(url: str, other: str) -> bool:
    """Whether two addresses are of one server, so that the one may have a token that was meant for the other."""
    return _place(url) == _place(other)


def _place(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _reply(response: httpx.Response) -> Reply:
    url = str(response.request.url)
    return Reply(response.status_code, url, response.content, _next(response.headers.get("Link", ""), url))


def _next(link: str, url: str) -> str:
    """The address of the next page, letter for letter."""
    for each in LINK.finditer(link):
        relation = REL.search(each[2])
        if relation and "next" in (relation[1] or relation[2]).lower().split():
            return urljoin(url, str(each[1]))
    return ""


def _asked_to_wait(response: httpx.Response, otherwise: float) -> float:
    asked = response.headers.get("Retry-After", "")
    return float(asked) if asked.isascii() and asked.isdigit() else otherwise


def _reason(error: httpx.RequestError) -> str:
    return one_line(" ".join(f"{type(error).__name__} {error}".split()))[:LONGEST_ANSWER]
