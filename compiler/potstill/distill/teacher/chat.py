"""The chat-completions interface: what is sent, and what comes back, read as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from potstill.distill.teacher.cost import Usage
from potstill.distill.teacher.decoding import constrain
from potstill.distill.teacher.endpoint import Endpoint

MAX_COUNT: Final = 10**9
"""Tokens beyond which a count is not believed to be one."""


class Role(Enum):
    """Who says a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said. ``cut``: the limit on tokens ended it. ``usage``: None if there is none."""

    text: str
    usage: Usage | None
    cut: bool


@dataclass(frozen=True, slots=True)
class Garbled:
    """A body that is no chat completion, and why. ``usage``: where that much could be read."""

    reason: str
    usage: Usage | None = None


def request(endpoint: Endpoint, messages: Sequence[Message], limit: int) -> bytes:
    """The body of a request for one reply of at most so many tokens, never as a stream."""
    data: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [{"role": message.role.value, "content": message.text} for message in messages],
        endpoint.limit: limit,
        "n": 1,
        "stream": False,
    }
    return json.dumps(data | constrain(endpoint.constraint)).encode()


def read(body: bytes) -> Reply | Garbled:
    """The reply of a response's body."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return Garbled("the body is no JSON")
    if not isinstance(data, dict):
        return Garbled("the body is no object")
    usage = _usage(data.get("usage"))
    match data:
        case {"choices": [{"message": dict(message), **rest}, *_]}:
            text = _text(message)
            if text is None:
                return Garbled("the message has no text", usage)
            return Reply(text, usage, rest.get("finish_reason") == "length")
        case _:
            return Garbled("the body has no choices with a message", usage)


def _text(message: dict[str, Any]) -> str | None:
    """What the tool was given, or else the content."""
    match message:
        case {"tool_calls": [{"custom": {"input": str(text)}}, *_]}:
            return text
        case {"content": str(text)}:
            return text
        case _:
            return None


def _usage(data: object) -> Usage | None:
    match data:
        case {"prompt_tokens": int(prompt), "completion_tokens": int(completion)}:
            sane = all(type(count) is int and 0 <= count <= MAX_COUNT for count in (prompt, completion))
            return Usage(prompt, completion) if sane else None
        case _:
            return None
