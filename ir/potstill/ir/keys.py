"""Keys: ed25519, their ids, what their files hold, signatures over envelopes. ``spec/statements.md``, S8.

A public key is its 32 raw bytes here. What computes with keys is imported on use: most who read artifacts
never need it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from typing import TYPE_CHECKING, Final

from potstill.ir.statement.envelope import Envelope, Signature

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MAX_PEM: Final = 4096
"""Bytes of the longest key file that is read."""

_FIRST: Final = "-----BEGIN PUBLIC KEY-----"
_LAST: Final = "-----END PUBLIC KEY-----"
_ED25519: Final = bytes.fromhex("302a300506032b6570032100")
"""RFC 8410: what precedes the 32 bytes of a public key in DER."""


class BadKey(ValueError):
    """A file that holds no key of the kind that is wanted; the text says why."""


class CannotSign(ImportError):
    """The library that computes with keys is not installed."""

    def __init__(self) -> None:
        super().__init__("keys and signatures need cryptography: pip install 'potstill[sign]'")


def keyid(public: bytes) -> str:
    """The id of a public key: the hexadecimal digits of its SHA-256."""
    from hashlib import sha256  # on use: loads OpenSSL

    return sha256(public).hexdigest()


def generate() -> Ed25519PrivateKey:
    """A new key, out of the system's source of randomness. Raises CannotSign."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ModuleNotFoundError:
        raise CannotSign from None
    return Ed25519PrivateKey.generate()


def public(key: Ed25519PrivateKey) -> bytes:
    """The public key that belongs to a private one."""
    return key.public_key().public_bytes_raw()


def sign(envelope: Envelope, key: Ed25519PrivateKey) -> Envelope:
    """The envelope with a signature by the key; one that it has from it already is replaced."""
    return envelope.add(Signature(keyid(public(key)), key.sign(envelope.message)))


def holds(signature: Signature, envelope: Envelope, public: bytes) -> bool:
    """Whether the signature was made over the envelope with the key. Raises CannotSign, BadKey."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ModuleNotFoundError:
        raise CannotSign from None
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
    except ValueError as error:
        raise BadKey(str(error)) from None
    try:
        key.verify(signature.sig, envelope.message)
    except InvalidSignature:
        return False
    return True


def write_public(public: bytes) -> bytes:
    """The PEM text of a public key."""
    body = b64encode(_ED25519 + public).decode("ascii")
    return f"{_FIRST}\n{body}\n{_LAST}\n".encode("ascii")


def read_public(pem: bytes) -> bytes:
    """The public key that PEM text holds, and nothing else. Raises BadKey."""
    if len(pem) > MAX_PEM:
        raise BadKey("too long for a key")
    try:
        first, *body, last = pem.decode("ascii").strip().splitlines()
        der = b64decode("".join(body), validate=True)
    except (UnicodeDecodeError, ValueError, Error):
        raise BadKey("not the PEM text of a public key") from None
    if (first, last) != (_FIRST, _LAST):
        raise BadKey("not the PEM text of a public key")
    if len(der) != len(_ED25519) + 32 or not der.startswith(_ED25519):
        raise BadKey("not an ed25519 key")
    return der.removeprefix(_ED25519)


def write_private(key: Ed25519PrivateKey) -> bytes:
    """The PEM text of a private key: PKCS #8, not encrypted."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_private(pem: bytes) -> Ed25519PrivateKey:
    """The private key that PEM text holds. Raises BadKey, CannotSign."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ModuleNotFoundError:
        raise CannotSign from None
    if len(pem) > MAX_PEM:
        raise BadKey("too long for a key")
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: one that is encrypted
        raise BadKey("not the PEM text of a private key without a password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey("not an ed25519 key")
    return key
