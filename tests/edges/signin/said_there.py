"""A web server that says what a test wants a provider to say, and counts how often it was asked."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from tests.edges.signin.tokens_made import key


class Said:
    """`pages`: path → (status, body); a body that is no bytes goes out as JSON."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: Counter[str] = Counter()
        self.pages: dict[str, tuple[int, Any]] = {
            "/.well-known/openid-configuration": (200, self.about_itself()),
            "/keys": (200, {"keys": [public("first")]}),
        }

    def about_itself(self, **changed: Any) -> dict[str, Any]:
        here = self.address
        return {
            "issuer": here,
            "authorization_endpoint": f"{here}/authorize",
            "pushed_authorization_request_endpoint": f"{here}/par",
            "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys",
            "end_session_endpoint": f"{here}/end",
            "authorization_response_iss_parameter_supported": True,
        } | changed

    def says(self, **changed: Any) -> None:
        """Another discovery document from here on."""
        self.pages["/.well-known/openid-configuration"] = (200, self.about_itself(**changed))


def public(name: str) -> dict[str, Any]:
    return {**key(name).as_dict(private=False), "use": "sig"}


@contextmanager
def saying() -> Iterator[Said]:
    said: Said

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.asked[self.path] += 1
            status, body = said.pages.get(self.path, (404, b""))
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{said.address}/keys")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    said = Said(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield said
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
