"""The key pair that a platform knows us by: the private half stays here, the public half is registered there."""

import base64
import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from autograder.errors import InputError

BITS = 2048
ALGORITHM = "RS256"


@dataclass(frozen=True)
class Key:
    """A key pair."""

    private: RSAPrivateKey = field(repr=False)

    @property
    def id(self) -> str:
        """What names it in its key set and in all that it signs: the thumbprint.

        Source: RFC 7638.
        """
        essential = {name: self._numbers[name] for name in ("e", "kty", "n")}
        text = json.dumps(essential, separators=(",", ":"), sort_keys=True)
        return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public half as JSON."""
        return {**self._numbers, "alg": ALGORITHM, "use": "sig", "kid": self.id}

    @property
    def public_pem(self) -> str:
        """The public half as text between dashes."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, form).decode()

    def signed(self, claims: dict[str, Any]) -> str:
        """The claims as a signed JWT."""
        return jwt.encode(claims, self.private, algorithm=ALGORITHM, headers={"kid": self.id})

    @property
    def _numbers(self) -> dict[str, str]:
        jwk = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {name: jwk[name] for name in ("kty", "n", "e")}


def make_key(path: Path) -> Key:
    """A new key pair, written so that only its owner reads it, whole or not at all.

    Raises:
        FileExistsError: there is one already.
    """
    key = Key(generate_private_key(public_exponent=65537, key_size=BITS))
    form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    for folder in (path.parent.parent, path.parent):
        _own_folder(folder)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)  # a umask may have taken away the owner's own rights
            file.write(key.private.private_bytes(serialization.Encoding.PEM, form, secret))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # never over one that is there
    finally:
        draft.unlink()
    return key


def _own_folder(folder: Path) -> None:
    """Made for nobody but its owner, whatever the umask, where there is none."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    folder.chmod(0o700)


def read_key(path: Path) -> Key:
    """The key pair in a file.

    Raises:
        InputError: there is none, it is no RSA key, or others can read it.
    """
    try:
        others = stat.S_IMODE(path.stat().st_mode) & 0o077
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"No key in {path} ({error.strerror}):", "make one with `autograder lti keys`.") from None
    if others:
        raise InputError(f"Others can read {path}:", f"run `chmod 600 {path}`, or make a new one and register it.")
    try:
        private = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError):
        private = None
    if not isinstance(private, RSAPrivateKey):
        raise InputError(f"{path} holds no RSA key without a password:", "restore it, or make a new one with --new.")
    return Key(private)
