"""Tokens, pages, patience: how a session gets through to a platform."""

import logging
import socket
from dataclasses import replace

import pytest

from autograder.bridges.lti_grades import LINE_ITEM, SCORE_SCOPE, list_request, score_request
from autograder.bridges.lti_http import Http, Patience, Request
from autograder.bridges.lti_keys import Key
from autograder.bridges.lti_session import DEPLOYMENT, Session, token_request
from autograder.errors import InputError, NoAnswer
from autograder.model.lti import Platform
from tests.bridges.lti_platform import SHORT, State


def test_one_token_is_enough_as_long_as_it_holds(lms: State, session: Session, there: Platform) -> None:
    """Each scope has its own."""
    for _ in range(3):
        assert session.send(list_request(there)).good
    assert len(lms.requests("token")) == 1
    session.send(score_request(f"{lms.url}/Course/AbC/x", {}))
    assert len(lms.requests("token")) == 2
    assert b"scope%2Fscore" in lms.requests("token")[1].body


def test_a_token_is_replaced_before_its_time_is_over(lms: State, there: Platform, tool: Key) -> None:
    """Measured by a clock that nobody sets, and not to the last second."""
    clock = [0.0]
    with Session(there, tool, SHORT, steady=lambda: clock[0]) as session:
        for second, tokens in ((0, 1), (3200, 1), (3300, 2), (6000, 2), (6700, 3)):
            clock[0] = second
            assert session.send(list_request(there)).good
            assert len(lms.requests("token")) == tokens


def test_a_token_that_has_run_out_is_replaced(lms: State, session: Session, there: Platform) -> None:
    """Also where the platform's tokens hold for no time at all: lti1p3platform refuses them then."""
    lms.expires_in = -5
    assert session.send(list_request(there)).status == 401
    assert len(lms.requests("items")) == 2, "once more with a new token, and no further"
    lms.expires_in = 3600
    assert session.send(list_request(there)).good


def test_a_token_that_is_revoked_is_replaced_once(lms: State, session: Session, there: Platform) -> None:
    """In the middle of the work."""
    session.send(list_request(there))
    lms.revoked.update(lms.tokens)
    assert session.send(list_request(there)).good
    assert len(lms.requests("token")) == 2 and [each.status for each in lms.requests("items")] == [200, 401, 200]


def test_a_platform_that_always_says_401_is_not_asked_for_ever(lms: State, session: Session, there: Platform) -> None:
    """Two tries."""
    lms.faults["items"] = ["401"] * 9
    assert session.send(list_request(there)).status == 401
    assert len(lms.requests("items")) == 2


@pytest.mark.parametrize("fault", ["500", "503", "429", "drop", "drop after"])
def test_what_may_be_repeated_is_repeated(lms: State, session: Session, there: Platform, fault: str) -> None:
    """Reading, and getting a token; each time with a JWT that was never used."""
    lms.faults["token"], lms.faults["items"] = [fault, fault], [fault, fault]
    assert session.send(list_request(there)).good
    assert (len(lms.requests("token")), len(lms.requests("items"))) == (3, 3)


@pytest.mark.parametrize("fault", ["silent", "silent after"])
def test_silence_is_not_waited_out(lms: State, impatient: Session, there: Platform, fault: str) -> None:
    """It is asked again, as if the connection had been lost."""
    lms.faults["token"], lms.faults["items"] = [fault], [fault]
    assert impatient.send(list_request(there)).good
    assert len(lms.requests("token")) >= 2 and len(lms.requests("items")) >= 2


@pytest.mark.parametrize("fault", ["500", "503", "silent", "drop"])
def test_what_may_not_be_repeated_is_not(lms: State, impatient: Session, there: Platform, fault: str) -> None:
    """As soon as it may have arrived."""
    lms.faults["items"] = [fault]
    with pytest.raises(NoAnswer):
        impatient.send(list_request(there), repeat=False)
    assert len(lms.requests("items")) == 1


def test_patience_ends(lms: State, session: Session, there: Platform) -> None:
    """The line says who is silent, and why."""
    lms.faults["items"] = ["500"] * 9
    with pytest.raises(NoAnswer, match=r"^127\.0\.0\.1:\d+ does not answer \(500 .*trouble.*\): run it again later"):
        session.send(list_request(there))
    assert len(lms.requests("items")) == 3


def test_nobody_there_is_told() -> None:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    http = Http(SHORT)
    with pytest.raises(NoAnswer, match=r"does not answer \(ConnectError"):
        http.exchange(lambda: Request("GET", f"http://127.0.0.1:{port}/", {}), repeat=False)
    http.close()


def test_waits_double_and_a_platform_may_ask_for_one(lms: State, there: Platform) -> None:
    """`Retry-After` counts, up to our patience."""
    waits: list[float] = []
    http = Http(Patience(read=60, tries=4, wait=1.0, longest=3.0), waits.append)
    lms.faults["items"] = ["500", "500", "500"]
    assert http.exchange(lambda: list_request(there), repeat=True).status == 400 or waits
    assert waits == [1.0, 2.0, 3.0]
    waits.clear()
    lms.faults["items"] = ["429", "500"]
    http.exchange(lambda: list_request(there), repeat=True)
    assert waits == [0.0, 2.0]
    http.close()


def test_a_scope_that_is_not_granted_is_told(lms: State, session: Session, there: Platform) -> None:
    """Unless a lesser one will do: reading line items needs no right to change them."""
    lms.scopes = {LINE_ITEM + ".readonly"}
    assert session.send(list_request(there)).good
    with pytest.raises(InputError, match=f"does not grant {SCORE_SCOPE}: allow it where the tool is registered"):
        session.send(score_request(f"{lms.url}/x", {}))


def test_a_key_that_the_platform_does_not_know_is_told(
    lms: State, there: Platform, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """lti1p3platform finds no public key; the line names ours."""
    from autograder.bridges.lti_keys import make_key

    other = make_key(tmp_path_factory.mktemp("other") / "key.pem")
    with (
        Session(there, other, SHORT) as session,
        pytest.raises(InputError, match=rf"gives no token \(400 invalid_client .*\): check .* the key {other.id}"),
    ):
        session.send(list_request(there))


def test_an_answer_that_is_no_token_is_told(lms: State, session: Session, there: Platform) -> None:
    """A web page, because the address is another one."""
    lms.faults["token"] = ["page"]
    with pytest.raises(InputError, match=r"gives no token \(200 not an answer of a token service\): check client_id"):
        session.send(list_request(there))


def test_tokens_are_asked_for_as_the_platform_wants(there: Platform, tool: Key) -> None:
    """A fixed audience, and a deployment, where they are given."""
    import jwt

    said = replace(there, audience="https://api.example/auth", deployment_id="d-1")
    request = token_request(said, tool, SCORE_SCOPE, 1_800_000_000.7)
    assertion = dict(part.split("=") for part in request.body.decode().split("&"))["client_assertion"]
    claims = jwt.decode(assertion, options={"verify_signature": False})
    assert (claims["aud"], claims[DEPLOYMENT]) == ("https://api.example/auth", "d-1")
    assert (claims["iat"], claims["exp"]) == (1_799_999_995, 1_800_000_055)
    assert token_request(said, tool, SCORE_SCOPE, 1.0).body != token_request(said, tool, SCORE_SCOPE, 1.0).body


def test_no_secret_is_shown_or_logged(
    lms: State, session: Session, there: Platform, tool: Key, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the text of a request, not in a representation, not in the logs of the libraries."""
    caplog.set_level(logging.DEBUG)
    lms.faults["items"] = ["500", "drop", "drop after"]
    with pytest.raises(NoAnswer) as raised:
        session.send(list_request(there))
    request = token_request(there, tool, SCORE_SCOPE, 1_800_000_000.0)
    secret = request.body.decode().rpartition("client_assertion=")[2]
    shown = f"{caplog.text} {raised.value} {request} {request!r} {vars(session)} {session._tokens}"
    assert lms.tokens[0] not in shown and secret not in shown
    assert "Bearer <token for" in str(list_request(there)) and "client_assertion=<JWT" in str(request)


def test_pages_are_followed_letter_for_letter(lms: State, session: Session, there: Platform) -> None:
    """With capital letters, and whatever stands in their queries."""
    lms.items = [{"id": f"{lms.url}/i/{n}", "label": str(n), "scoreMaximum": 1} for n in range(5)]
    lms.next_link = lambda url: f"{url}&Cursor=AbC,x;y=1"
    found = [item["label"] for reply in session.pages(list_request(there)) for item in reply.json]
    assert found == ["0", "1", "2", "3", "4"]
    assert "Cursor=AbC,x;y=1" in lms.requests("items")[1].url and "/Course/AbC/" in lms.requests("items")[1].url


def test_pages_that_lead_in_a_circle_or_elsewhere_end(lms: State, session: Session, there: Platform) -> None:
    """A token goes to no other server."""
    lms.items = [{"id": f"{lms.url}/i/{n}", "label": str(n), "scoreMaximum": 1} for n in range(5)]
    lms.next_link = lambda url: there.line_items_url
    with pytest.raises(InputError, match="the next page leads in a circle"):
        list(session.pages(list_request(there)))
    lms.next_link = lambda url: url.replace("127.0.0.1", "localhost")
    with pytest.raises(InputError, match="the next page leads to another server, http://localhost"):
        list(session.pages(list_request(there)))
