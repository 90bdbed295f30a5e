"""Text messages through GatewayAPI: its REST interface, on its servers in the EU.

The provider learns a number and a sentence that says that something waits, and no more.
"""

import re

import httpx

from heime.edges.partners.channels import Knock, KnockFailed

ADDRESS = "https://gatewayapi.eu"
TIMEOUT = 10.0
NORWAY = "47"
NO_MORE = (400, 403, 404, 410, 413, 422)
"""Answers that the same message will get each time. Wrong credentials (401) are put right by
somebody, and then the message can go."""


class GatewayApi:
    """The client. token: of the account there. sender: up to eleven letters, shown as the sender.

    base: where the pages are, so that a link in a message leads there; empty for no link.
    """

    def __init__(self, token: str, sender: str, *, base: str = "", address: str = ADDRESS) -> None:
        self._token, self._sender = token, sender
        self._base, self._address = base, address

    def knock(self, knock: Knock) -> str:
        """Send; return the provider's id of it. Raises KnockFailed.

        The provider knows no keys of ours: a message whose answer was lost may come twice, and it
        carries its key as a reference so that this can be seen.
        """
        to = number(knock.to)
        if to is None:
            raise KnockFailed("no such number", try_again=False)
        link = f" {self._base}{knock.link}" if self._base and knock.link else ""
        message = {
            "sender": self._sender, "message": f"{knock.text}{link}", "userref": str(knock.key),
            "recipients": [{"msisdn": int(to)}],
        }  # fmt: skip
        try:
            answer = httpx.post(
                f"{self._address}/rest/mtsms", json=message, timeout=TIMEOUT,
                headers={"Authorization": f"Token {self._token}"}, trust_env=False,
            )  # fmt: skip
        except httpx.HTTPError as error:
            raise KnockFailed(type(error).__name__, try_again=True) from None
        if not answer.is_success:
            again = answer.status_code not in NO_MORE
            raise KnockFailed(f"sms {answer.status_code}", try_again=again)
        return _receipt(answer)


def number(written: str) -> str | None:
    """A number as the provider wants it: country code first, digits only. None for what is none.

    A Norwegian number of eight digits may be written without its country code.
    """
    digits = re.sub(r"[^\d+]", "", written)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("+"):
        return digits[1:] if re.fullmatch(r"\+[1-9]\d{7,14}", digits) else None
    return f"{NORWAY}{digits}" if re.fullmatch(r"[2-9]\d{7}", digits) else None


def _receipt(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["ids"][0])
    except (ValueError, KeyError, IndexError, TypeError):
        return "taken"
