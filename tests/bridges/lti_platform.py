"""A platform over real HTTP on loopback. That it lets us in, and as whom, is for lti1p3platform to say; this file adds
what a server needs, strictness that real platforms have (media types, one use of a JWT, whole seconds), and faults.
"""

import json
import socket
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from lti1p3platform.exceptions import LineItemNotFoundException, LtiException, LtiServiceException
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.membership import Context
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request
from lti1p3platform.response import Response
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService, NamesRoleProvisioningService

from autograder.bridges.lti_http import Patience
from autograder.bridges.lti_keys import Key

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NEEDED = {
    "items": {f"{AGS}lineitem", f"{AGS}lineitem.readonly"}, "make": {f"{AGS}lineitem"}, "score": {f"{AGS}score"},
    "results": {f"{AGS}result.readonly"}, "members": {"https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"},
}  # fmt: skip
MEDIA = {
    "items": ("Accept", "application/vnd.ims.lis.v2.lineitemcontainer+json"),
    "make": ("Content-Type", "application/vnd.ims.lis.v2.lineitem+json"),
    "results": ("Accept", "application/vnd.ims.lis.v2.resultcontainer+json"),
    "score": ("Content-Type", "application/vnd.ims.lis.v1.score+json"),
    "members": ("Accept", "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"),
}
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
SILENCE = 4.0
"""Seconds; far longer than the impatient wait."""
SHORT = Patience(read=60.0, tries=3, wait=0.01)
"""Waits for no repetition, but for an answer as long as a busy machine takes."""
IMPATIENT = Patience(read=1.0, tries=30, wait=0.01)
"""For silence: a busy machine may seem silent, too, and is asked again."""


@dataclass
class Seen:
    """A request as it came."""

    kind: str
    url: str
    headers: dict[str, str]
    body: bytes
    status: int = 0


@dataclass
class State:
    """What the platform knows, and how it is to behave."""

    tool: Key
    url: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    scores: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """The newest score of each line item and user."""
    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a score of a line item and user was taken."""
    users: set[str] = field(default_factory=set)
    members: list[dict[str, Any]] = field(default_factory=list)
    page: int = 2
    scopes: set[str] = field(default_factory=lambda: set().union(*NEEDED.values()))
    expires_in: int = 3600
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """For each kind of request, what goes wrong with the next ones; see `Handler.suffer`."""
    seen: list[Seen] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)
    tokens: list[str] = field(default_factory=list)
    jtis: set[str] = field(default_factory=set)
    next_link: Callable[[str], str] = lambda url: url
    on_score: Callable[[int, str], None] = lambda number, when: None
    """Called before and after each score is taken."""
    lock: Any = field(default_factory=threading.RLock)
    late: list[tuple[threading.Event, threading.Event]] = field(default_factory=list)
    """Requests that are held back: the first event lets one go, the second says that it is done."""

    def requests(self, kind: str) -> list[Seen]:
        """The requests of a kind, in their order."""
        return [each for each in self.seen if each.kind == kind]

    def score_of(self, user: str) -> Any:
        """What stands in the gradebook, in whatever line item."""
        return next((body["scoreGiven"] for (_, of), body in self.scores.items() if of == user), None)


@cache
def own_keys() -> tuple[str, str]:
    """The private and the public half of the platform's own keys."""
    private = generate_private_key(public_exponent=65537, key_size=2048)
    encoding = serialization.Encoding.PEM
    secret = private.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = private.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
    return secret.decode(), public.decode()


class Conf(LTI1P3PlatformConfAbstract):
    """The platform, which knows the tool by its public key."""

    def init_platform_config(self, **kwargs: Any) -> None:
        """Makes the platform's own keys and registers the tool."""
        secret, public = own_keys()
        self._registration = (
            Registration().set_iss("https://lms.example").set_client_id("tool-1").set_deployment_id("d-1")
            .set_platform_private_key(secret).set_platform_public_key(public)
            .set_tool_key_set({"keys": [kwargs["tool"].public_jwk]})
        )  # fmt: skip

    def get_registration_by_params(self, **kwargs: Any) -> Registration:
        """The one there is."""
        return self._registration


class HttpRequest(Request):
    """A request as lti1p3platform takes it."""

    def build_metadata(self, request: Any) -> Any:
        """It is in that form already."""
        return request


class Grades(AssignmentsGradesService):
    """Line items and scores in memory, with the rules of Moodle."""

    state: State

    def find_lineitems(self, page: int = 1, limit: int | None = None, **wanted: str | None) -> Any:
        """A page of those that are asked for."""
        names = {"resource_id": "resourceId", "resource_link_id": "resourceLinkId", "tag": "tag"}
        asked = {names[name]: value for name, value in wanted.items() if value and name in names}
        found = [item for item in self.state.items if all(item.get(name) == value for name, value in asked.items())]
        return _page(found, page, limit or self.state.page)

    def find_lineitem(self, line_item_id: str) -> Any:
        """The line item, with its query string."""
        found = next((item for item in self.state.items if item["id"] == line_item_id), None)
        if found is None:
            raise LineItemNotFoundException
        return found

    def create_lineitem(self, creation_data: Any) -> Any:
        """Another line item, whatever there is already."""
        if not creation_data.get("label") or not creation_data.get("scoreMaximum", 0) > 0:
            raise LtiServiceException("label and scoreMaximum are needed", 400)
        url = f"{self.state.url}/Course/AbC/lineitems/{len(self.state.items) + 5}/lineitem?type_id=1"
        self.state.items.append({**creation_data, "id": url})
        return self.state.items[-1]

    def update_lineitem(self, update_data: Any) -> Any:
        """Never asked for."""
        raise NotImplementedError

    def delete_lineitem(self, line_item_id: str) -> None:
        """Never asked for."""
        raise NotImplementedError

    def update_score(self, line_item_id: str, score: Any) -> UpdateScoreStatus:
        """Takes a score if it is whole, of a student, and newer by whole seconds."""
        self.find_lineitem(line_item_id)
        needed = {"userId", "timestamp", "activityProgress", "gradingProgress", "scoreGiven", "scoreMaximum"}
        if missing := needed - score.keys():
            raise LtiServiceException(f"missing {sorted(missing)}", 400)
        if score["userId"] not in self.state.users:
            raise LtiServiceException("Incorrect score received: <b>unknown</b> user", 400)
        key = (line_item_id, score["userId"])
        at, last = _seconds(score), _seconds(self.state.scores[key]) if key in self.state.scores else 0
        if at <= last:
            return UpdateScoreStatus.OLD_TIMESTAMP
        if score["gradingProgress"] == "FullyGraded":
            self.state.scores[key] = score
        self.state.accepted[key] += 1
        return UpdateScoreStatus.SUCCESS

    def get_results(
        self, line_item_id: str, page: int = 1, limit: int | None = None, user_id: str | None = None
    ) -> Any:
        """What users have, counted in hundredths of the line item."""
        found = [
            {"userId": user, "resultScore": score["scoreGiven"] / score["scoreMaximum"] * 100, "resultMaximum": 100}
            for (item, user), score in self.state.scores.items()
            if item == line_item_id and user_id in (None, user)
        ]
        return _page(found, page, limit or self.state.page)


class People(NamesRoleProvisioningService):
    """Members in memory."""

    state: State

    def get_member_data_page(
        self, page: int = 1, limit: int | None = None, role: str | None = None, since: str | None = None
    ) -> Any:
        """A page, never longer than the platform likes."""
        return _page(self.state.members, page, min(limit or self.state.page, self.state.page))

    def get_context_by_id(self) -> Context:
        """The course."""
        return Context("c-1", "GEN", "Generative models")


def _page(found: list[dict[str, Any]], page: int, limit: int) -> dict[str, Any]:
    return {"content": found[(page - 1) * limit : page * limit], "has_next": len(found) > page * limit}


def _seconds(score: dict[str, Any]) -> int:
    return int(datetime.fromisoformat(score["timestamp"]).timestamp())


class Handler(BaseHTTPRequestHandler):
    """From HTTP to lti1p3platform and back."""

    state: State
    conf: Conf
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """Line items, results or members."""
        results = urlsplit(self.path).path.endswith("/results")
        self.answer("members" if "/Members" in self.path else "results" if results else "items")

    def do_POST(self) -> None:
        """A token, a line item or a score."""
        path = urlsplit(self.path).path
        self.answer("token" if path == "/Token" else "score" if path.endswith("/scores") else "make")

    def answer(self, kind: str) -> None:
        """Does what is asked, or suffers the next fault."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        seen = Seen(kind, f"{self.state.url}{self.path}", dict(self.headers), body)
        with self.state.lock:
            self.state.seen.append(seen)
            fault = self.state.faults[kind].pop(0) if self.state.faults[kind] else ""
        try:
            self.suffer(fault, kind, seen)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def suffer(self, fault: str, kind: str, seen: Seen) -> None:
        """What goes wrong.

        `500` fails, `500 after` fails when it is done; `silent` and `drop` too. `twice` does it twice; `late` does it
        when nobody waits any more. Any other number is the answer; `page` is a web page.
        """
        what, _, after = fault.partition(" ")
        if what == "late":
            go, done = threading.Event(), threading.Event()
            self.state.late.append((go, done))
            self.connection.shutdown(socket.SHUT_RDWR)
            go.wait(60)
            self.do(kind, seen)
            done.set()
            self.close_connection = True
            return
        response, headers = self.do(kind, seen) if not what or what == "twice" or after else (None, {})
        if what == "twice":
            response, headers = self.do(kind, seen)
        if what == "silent":
            threading.Event().wait(SILENCE)
            self.close_connection = True
        elif what == "drop":
            self.close_connection = True
        elif what == "page":
            self.reply(seen, 200, b"<html>Welcome</html>", {"Content-Type": "text/html"})
        elif what.isdigit():
            self.reply(seen, int(what), b'{"message": "trouble"}', {"Retry-After": "0"} if what == "429" else {})
        else:
            assert response is not None
            empty = response.result is None and response.code < 300
            content = {"message": response.message} if response.result is None else response.result
            text = b"" if empty else json.dumps(content).encode()
            self.reply(seen, response.code, text, {"Content-Type": response.media_type, **headers})

    def reply(self, seen: Seen, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Sends it."""
        seen.status = status
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do(self, kind: str, seen: Seen) -> tuple[Response, dict[str, str]]:
        """What the platform says, and its headers."""
        with self.state.lock:
            try:
                return self.token(seen) if kind == "token" else self.service(kind, seen)
            except LtiServiceException as error:
                return Response(None, error.status_code, error.message), {}
            except (LtiException, jwt.PyJWTError) as error:
                return Response(None, 401, str(error)), {}

    def token(self, seen: Seen) -> tuple[Response, dict[str, str]]:
        """A token, if lti1p3platform finds the assertion right, and it is new and meant for us."""
        form = dict(parse_qsl(seen.body.decode()))
        assert seen.headers["Content-Type"] == "application/x-www-form-urlencoded"
        try:
            given = self.conf.get_access_token(form)
        except (LtiException, jwt.PyJWTError) as error:
            return Response({"error": "invalid_client", "error_description": str(error)}, 400, ""), {}
        claims = jwt.decode(form["client_assertion"], options={"verify_signature": False})
        assert claims["aud"] == f"{self.state.url}/Token" and claims["exp"] - claims["iat"] <= 60
        assert claims["iss"] == claims["sub"] == "tool-1" and claims["jti"] not in self.state.jtis
        self.state.jtis.add(claims["jti"])
        granted = " ".join(scope for scope in given["scope"].split() if scope in self.state.scopes)
        if not granted:
            return Response({"error": "invalid_scope"}, 400, ""), {}
        registration = self.conf.get_registration()
        content = {"sub": "tool-1", "iss": registration.get_iss(), "scopes": granted, "n": len(self.state.tokens)}
        secret = registration.get_platform_private_key()
        token = Registration.encode_and_sign(content, secret, expiration=self.state.expires_in)
        self.state.tokens.append(token)
        return Response(
            {**given, "access_token": token, "expires_in": self.state.expires_in, "scope": granted}, 200, ""
        ), {}

    def service(self, kind: str, seen: Seen) -> tuple[Response, dict[str, str]]:
        """What a service says to those whom lti1p3platform lets in."""
        name, media = MEDIA[kind]
        if seen.headers.get(name) != media:
            return Response(None, 400, f"No handler for {seen.headers.get(name)}"), {}
        token = seen.headers.get("Authorization", "").removeprefix("Bearer ")
        if token in self.state.revoked:
            return Response(None, 401, "revoked"), {}
        parts = urlsplit(seen.url)
        query = dict(parse_qsl(parts.query))
        type_id = query.pop("type_id", None)
        query = {
            key: int(value) if key in ("page", "limit") else value for key, value in query.items() if key != "Cursor"
        }
        json_body = json.loads(seen.body) if seen.body else None
        request = HttpRequest(
            {"method": self.command, "get_data": query, "headers": seen.headers, "path": parts.path, "json": json_body}
        )
        if kind == "members":
            people = People(request, self.conf, f"{self.state.url}/Course/AbC/Members")
            people.state = self.state
            response = people.handle_resp(people.handle_get_members)
        else:
            response = self.grades(kind, request, seen, f"{self.state.url}{parts.path}", type_id)
        if token and response.code < 300:
            scopes = jwt.decode(token, options={"verify_signature": False})["scopes"].split()
            assert NEEDED[kind] & set(scopes), "a token for something else"
        return response, self.linked(response, parts.path, parts.query)

    def grades(self, kind: str, request: HttpRequest, seen: Seen, url: str, type_id: str | None) -> Response:
        """What the grade services say."""
        may_make = f"{AGS}lineitem" in self.state.scopes
        service = Grades(request, self.conf, url, allow_creating_lineitems=may_make)
        service.state = self.state
        item = url.removesuffix("/scores").removesuffix("/results") + (f"?type_id={type_id}" if type_id else "")
        if kind == "results":
            return service.handle_resp(service.handle_get_results, line_item_id=item)
        if kind == "score":
            number = sum(self.state.accepted.values())
            self.state.on_score(number, "before")
            response = service.handle_resp(service.handle_update_score, line_item_id=item)
            self.state.on_score(number, "after")
            return response
        return service.handle_resp(service.handle_create_lineitem if kind == "make" else service.handle_get_lineitems)

    def linked(self, response: Response, path: str, query: str) -> dict[str, str]:
        """The list alone in the body, and the next page in a header, with capital letters that matter."""
        found = response.result
        if not isinstance(found, dict):
            return {}
        has_next = found.pop("has_next", "next" in found)
        found.pop("next", None)
        if "content" in found:
            response.result = found["content"]
        if not has_next:
            return {}
        following = dict(parse_qsl(query))
        following["page"] = str(int(following.get("page", 1)) + 1)
        url = self.state.next_link(f"{self.state.url}{path}?{urlencode(following)}")
        return {"Link": f'<{self.state.url}/Course/AbC/first>; rel="first", <{url}>; rel="next"'}


@contextmanager
def platform(tool: Key) -> Iterator[State]:
    """A platform that knows the tool, as long as it is needed."""
    state = State(tool)
    handler = type("Bound", (Handler,), {"state": state, "conf": Conf(tool=tool)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
