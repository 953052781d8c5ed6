"""A platform to talk to: tokens fetched when they are needed and kept as long as they hold.

Source: 1EdTech Security Framework 1.0, 4.1: client credentials with a signed JWT.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from autograder.bridges.lti_http import FORM, PATIENCE, Http, Patience, Reply, Request, same_place
from autograder.bridges.lti_keys import Key
from autograder.errors import InputError
from autograder.model.lti import Platform

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEPLOYMENT = "https://purl.imsglobal.org/spec/lti/claim/deployment_id"
GOOD_FOR = 55
"""Seconds that an assertion is good for; with `EARLY` no more than a minute."""
EARLY = 5
"""Seconds that a platform's clock may be behind ours."""
UNSAID = 300
"""Seconds that a token is taken to hold when the platform does not say."""
PART = 0.9
"""Of the time that a token holds, how much is used."""
UNAUTHORIZED = 401


@dataclass(frozen=True)
class Token:
    """What lets a request pass."""

    secret: str = field(repr=False)
    until: float


class Session:
    """Requests to one platform, with the tokens that they need."""

    def __init__(
        self,
        platform: Platform,
        key: Key,
        patience: Patience = PATIENCE,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` is what assertions are dated by, `steady` what the age of tokens is measured with."""
        self.platform = platform
        self._key, self._http, self._clock, self._steady = key, Http(patience), clock, steady
        self._tokens: dict[str, Token] = {}

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(self, request: Request, repeat: bool = True) -> Reply:
        """The platform's answer; a token that it does not take any more is replaced, once.

        Raises:
            NoAnswer: the platform is silent, down or busy.
            InputError: it gives us no token.
        """
        scope = self._granted(request.scopes)
        reply = self._http.exchange(lambda: request, repeat, self._tokens[scope].secret)
        if reply.status != UNAUTHORIZED:
            return reply
        del self._tokens[scope]
        scope = self._granted((scope,))
        again = self._http.exchange(lambda: request, repeat, self._tokens[scope].secret)
        return replace(again, unsure=again.unsure or reply.unsure)

    def pages(self, request: Request) -> Iterator[Reply]:
        """All pages of a list, from the first on.

        Raises:
            NoAnswer: the platform is silent, down or busy.
            InputError: it refuses, or its pages lead elsewhere or in a circle.
        """
        seen = set()
        while True:
            seen.add(request.url)
            reply = self.send(request)
            if not reply.good:
                raise InputError(f"{request.url} answers {reply.says}:", "check address and permissions (docs/lti.md).")
            yield reply
            if not reply.next_url:
                return
            if reply.next_url in seen or not same_place(reply.next_url, request.url):
                where = "in a circle" if reply.next_url in seen else f"to another server, {reply.next_url}"
                raise InputError(f"{request.url}: the next page leads {where}:", "tell those who run the LMS.")
            request = replace(request, url=reply.next_url)

    def _granted(self, scopes: tuple[str, ...]) -> str:
        """The first of the scopes that we have a token for, or get one."""
        for scope in scopes:
            if scope in self._tokens and self._tokens[scope].until > self._steady():
                return scope
        for scope in scopes:
            if token := self._fetched(scope):
                self._tokens[scope] = token
                return scope
        raise InputError(
            f"{self.platform.token_url} does not grant {scopes[0]}:",
            "allow it where the tool is registered (docs/lti.md).",
        )

    def _fetched(self, scope: str) -> Token | None:
        """A new token, or nothing if the platform does not grant this."""
        asked = self._steady()
        reply = self._http.exchange(lambda: token_request(self.platform, self._key, scope, self._clock()), repeat=True)
        found = _object(reply)
        if not reply.good:
            error = str(found.get("error") or "not an answer of a token service")
            if error == "invalid_scope":
                return None
            says = replace(reply, body=f"{error} {found.get('error_description', '')}".encode()).says
            what = f"{self.platform.token_url} gives no token ({says}):"
            raise InputError(what, f"check client_id and token_audience, and that it knows the key {self._key.id}.")
        secret, granted = found.get("access_token"), found.get("scope")
        if isinstance(granted, str) and granted.strip() and scope not in granted.split():
            return None
        if not isinstance(secret, str) or not secret.isascii() or not secret.isprintable():
            raise InputError(f"{self.platform.token_url} answers without a token:", "check token_url in lti.toml.")
        return Token(secret, asked + PART * _seconds(found.get("expires_in")))


def token_request(platform: Platform, key: Key, scope: str, now: float) -> Request:
    """The request for a token; what is signed is new each time, so that it may be sent again."""
    claims: dict[str, Any] = {
        "iss": platform.client_id, "sub": platform.client_id, "aud": platform.audience or platform.token_url,
        "iat": int(now) - EARLY, "exp": int(now) + GOOD_FOR, "jti": str(uuid.uuid4()),
    }  # fmt: skip
    if platform.deployment_id:
        claims[DEPLOYMENT] = platform.deployment_id
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION, "scope": scope}
    told = f"<JWT for {claims['aud']} by {platform.client_id}, signed with the key {key.id}>"
    shown = "\n".join(f"{name}={value}" for name, value in {**form, "client_assertion": told}.items())
    body = urlencode({**form, "client_assertion": key.signed(claims)}).encode()
    headers = {"Content-Type": FORM, "Accept": "application/json"}
    return Request("POST", platform.token_url, headers, body, shown=shown)


def _object(reply: Reply) -> dict[str, Any]:
    """The JSON object of an answer; nothing of it is ever shown as it is, for it may hold a token."""
    try:
        found = reply.json
    except InputError:
        if reply.good:
            raise
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(expires_in: object) -> float:
    if isinstance(expires_in, str) and expires_in.isascii() and expires_in.isdigit():
        return float(expires_in)
    return float(expires_in) if isinstance(expires_in, int | float) and expires_in > 0 else UNSAID
