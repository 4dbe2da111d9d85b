"""Where a teacher is reached: an address, a key and a model, and what is declared of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from potstill.distill.teacher.cost import Prices

URL: Final = "POTSTILL_TEACHER_URL"
KEY: Final = "POTSTILL_TEACHER_KEY"
MODEL: Final = "POTSTILL_TEACHER_MODEL"


class BadEndpoint(ValueError):
    """An address, key or model that is not used; the message never holds the key."""


class Constraint(Enum):
    """Where the endpoint takes a grammar in Lark's notation to decode by; what each field is called."""

    NONE = "none"
    """Nowhere: the reply is any text."""
    TOOL = "tool"
    """``tools``: a custom tool whose input has the format ``grammar`` (OpenAI's interface)."""
    STRUCTURED_OUTPUTS = "structured_outputs"
    """``structured_outputs.grammar`` (vLLM from 0.12)."""
    GUIDED_GRAMMAR = "guided_grammar"
    """``guided_grammar`` (vLLM before 0.12)."""
    LLGUIDANCE = "grammar"
    """``grammar``, whose text begins with ``%llguidance`` (llama.cpp built with LLGuidance)."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A chat-completions endpoint.

    ``url``: the base that ``/chat/completions`` is added to. ``prices``: None where nobody declared any, and
    then nothing is asked. ``limit``: the name of the field that bounds the reply's tokens; newer models want
    ``max_completion_tokens``. ``insecure``: send the key without encryption to another machine.
    Raises BadEndpoint.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    prices: Prices | None = None
    constraint: Constraint = Constraint.NONE
    limit: str = "max_tokens"
    insecure: bool = False

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            host = parts.hostname
            _ = parts.port  # reading it checks it
        except ValueError as wrong:
            raise BadEndpoint(f"the address cannot be read: {wrong}") from None
        if parts.scheme not in ("http", "https") or not host:
            raise BadEndpoint("the address begins with https:// or http:// and names a host")
        if parts.username is not None or parts.query or parts.fragment:
            raise BadEndpoint("the address has a user, a query or a fragment; keys go into the variable")
        if self.key is not None:
            if not self.key or not all("!" <= char <= "~" for char in self.key):
                raise BadEndpoint("the key is empty, or has characters that no header can carry")
            if parts.scheme == "http" and not _here(host) and not self.insecure:
                raise BadEndpoint("the key would travel in the open: use https, or declare it insecure")
        if not self.model:
            raise BadEndpoint("no model is named")
        if self.limit not in ("max_tokens", "max_completion_tokens"):
            raise BadEndpoint(f"no field that bounds a reply: {self.limit}")

    @property
    def completions(self) -> str:
        """The address that requests are sent to."""
        return f"{self.url.rstrip('/')}/chat/completions"

    def hide(self, text: str) -> str:
        """The text without the key, in case that it came back."""
        return text if self.key is None else text.replace(self.key, "[key]")


def from_environment(
    environ: Mapping[str, str] = os.environ,
    *,
    prices: Prices | None,
    constraint: Constraint = Constraint.NONE,
    limit: str = "max_tokens",
    insecure: bool = False,
) -> Endpoint:
    """The endpoint that the variables URL, KEY and MODEL name; the key may be missing. Raises BadEndpoint."""
    missing = [name for name in (URL, MODEL) if not environ.get(name)]
    if missing:
        raise BadEndpoint(f"{' and '.join(missing)} not set")
    return Endpoint(
        environ[URL],
        environ[MODEL],
        environ.get(KEY) or None,
        prices,
        constraint,
        limit,
        insecure,
    )


def _here(host: str) -> bool:
    """Whether the host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
