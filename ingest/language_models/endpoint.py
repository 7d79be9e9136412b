"""An OpenAI-compatible endpoint, asked with bounds on time and size."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from kg.config import ModelSettings
from kg.errors import SetupError, TransientError

LONGEST_REPLY = 1_000_000
"""Bytes of a reply; what is longer is no answer about one passage."""
_TRIES = 4
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Asks a model. `settings` are those of the workspace.

    Raises (from `ask`):
        SetupError: the address, the key or the model is refused.
        TransientError: it cannot be reached, or is busy after several tries.
    """

    settings: ModelSettings

    def ask(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        """The text of the model's reply, "" where it gave none."""
        import httpx

        body = {
            "model": self.settings.model,
            "messages": messages,
            "temperature": 0,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": schema},
            },
        }
        url = f"{checked_address(self.settings.endpoint)}/chat/completions"
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(min(2.0**attempt, 30.0))
            try:
                reply = self._post(url, body)
            except httpx.HTTPError as fault:
                reason = type(fault).__name__
                continue
            if reply.status_code in _BUSY:
                reason = f"status {reply.status_code}"
                continue
            if reply.status_code != 200:
                raise SetupError(
                    f"the model's endpoint refuses the question with status {reply.status_code}",
                    field="extractor",
                    value=self.settings.endpoint,
                    hint="See extractor.endpoint, model and key_env in workspace.yaml",
                )
            return _content(reply)
        raise TransientError(
            f"the model's endpoint does not answer: {reason}",
            value=self.settings.endpoint,
            hint="Answers so far are kept; run the same command again to go on",
        )

    def _post(self, url: str, body: dict[str, Any]) -> Any:
        import httpx

        headers = {}
        if self.settings.key_env is not None:
            key = os.environ.get(self.settings.key_env)
            if not key:
                raise SetupError(
                    "the environment variable with the key is not set",
                    field="extractor.key_env",
                    value=self.settings.key_env,
                )
            headers["Authorization"] = f"Bearer {key}"
        # No redirects: a text goes to the address that was named and to no other.
        with (
            httpx.Client(timeout=self.settings.timeout, trust_env=False) as client,
            client.stream("POST", url, json=body, headers=headers) as reply,
        ):
            content = b""
            until = time.monotonic() + self.settings.timeout
            for piece in reply.iter_bytes():
                content += piece
                # The client's own limit is for each piece: one that drips would hold us for ever.
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("the reply took longer than the timeout")
                if len(content) > LONGEST_REPLY:
                    raise SetupError(
                        f"the model's reply is longer than {LONGEST_REPLY} bytes",
                        value=self.settings.endpoint,
                    )
            return httpx.Response(reply.status_code, content=content)


def checked_address(address: str) -> str:
    """The address without a slash at its end.

    Raises:
        SetupError: it is none, or texts would travel to another machine in the clear.
    """
    import httpx

    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise SetupError("not a web address", field="extractor.endpoint", value=address)
    if url.scheme == "http" and not _is_this_machine(url.host):
        raise SetupError(
            "texts would travel in the clear",
            field="extractor.endpoint",
            value=address,
            hint="Use https, or an address of this machine",
        )
    return address.rstrip("/")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _content(reply: Any) -> str:
    try:
        text = reply.json()["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError):
        return ""
    return text if isinstance(text, str) else ""
