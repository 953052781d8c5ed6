"""The key pair."""

import json
import os
import re
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from jwcrypto.jwk import JWK

from autograder.bridges.lti_keys import Key, make_key, read_key
from autograder.errors import InputError


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_only_its_owner_reads_a_key_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    """And its owner does."""
    before = os.umask(umask)
    try:
        key = make_key(tmp_path / "lti" / "key.pem")
    finally:
        os.umask(before)
    assert (tmp_path / "lti").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "lti" / "key.pem").stat().st_mode & 0o777 == 0o600
    assert read_key(tmp_path / "lti" / "key.pem").id == key.id
    assert [path.name for path in (tmp_path / "lti").iterdir()] == ["key.pem"]


def test_a_key_is_never_written_over(key_file: Path) -> None:
    """Whoever made it: it may be registered."""
    before = key_file.read_bytes()
    with pytest.raises(FileExistsError):
        make_key(key_file)
    assert key_file.read_bytes() == before and len(list(key_file.parent.iterdir())) == 1


def test_the_public_half_has_what_platforms_ask_for_and_nothing_more(tool: Key) -> None:
    """No number of the private half is in it; another library reads it and finds the same id."""
    assert tool.public_jwk.keys() == {"kty", "n", "e", "alg", "use", "kid"}
    assert (tool.public_jwk["alg"], tool.public_jwk["use"]) == ("RS256", "sig")
    theirs = JWK.from_json(json.dumps(tool.public_jwk))
    assert theirs.thumbprint() == tool.id and not theirs.has_private
    assert theirs.export_to_pem().decode() == tool.public_pem


def test_what_is_signed_names_its_key(tool: Key) -> None:
    """And the public half proves it."""
    token = tool.signed({"iss": "x"})
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "kid": tool.id, "typ": "JWT"}
    assert jwt.decode(token, tool.public_pem, algorithms=["RS256"]) == {"iss": "x"}


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    """The line says what to do."""
    make_key(tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(0o640)
    with pytest.raises(InputError, match=r"Others can read .*key.pem: run `chmod 600"):
        read_key(tmp_path / "key.pem")


def test_what_is_no_rsa_key_is_refused(tmp_path: Path) -> None:
    """Nothing, rubbish, and a key of another kind."""
    path = tmp_path / "key.pem"
    with pytest.raises(InputError, match=re.escape(f"No key in {path} (No such file or directory): make one with")):
        read_key(path)
    form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    other = generate_private_key(SECP256R1()).private_bytes(serialization.Encoding.PEM, form, secret)
    for data in (b"", b"rubbish", other):
        path.write_bytes(data)
        path.chmod(0o600)
        with pytest.raises(InputError, match="holds no RSA key"):
            read_key(path)


def test_a_key_does_not_show_itself(tool: Key) -> None:
    """Not in a traceback, not in a log."""
    assert repr(tool) == "Key()"
