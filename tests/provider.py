"""A small OpenID Connect provider for tests: people are chosen by a click instead of a password.

Authorization code flow with PKCE, ID tokens signed with RS256, sign-out (OpenID Connect Core 1.0,
RFC 7636). It serves on 127.0.0.1 until its `with` block ends.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Mapping
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

__all__ = ["CLIENT", "SECRET", "Provider"]

CLIENT, SECRET = "the-page", "known-to-both"


class Provider:
    """people: who can sign in, each the claims of their ID token, by the name on their button."""

    def __init__(self, people: Mapping[str, Mapping[str, Any]]) -> None:
        self.people = people
        self._key = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Provider:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def secrets_toml(self, *, cookie_secret: str = "0123456789" * 4) -> str:
        """What `.streamlit/secrets.toml` says of this provider; Streamlit fills in its port."""
        return (
            "[auth]\n"
            'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            f'cookie_secret = "{cookie_secret}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{self.url}/.well-known/openid-configuration"\n'
        )

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def choice(self, asked: Mapping[str, str]) -> str:
        """The page with a link for each person, which leads back to who asked."""
        links = []
        for name in self.people:
            code = secrets.token_urlsafe(16)
            self._codes[code] = {**asked, "person": name}
            back = urlencode({"code": code, "state": asked["state"]})
            links.append(f'<a href="{escape(asked["redirect_uri"])}?{back}">{escape(name)}</a>')
        return f"<!doctype html><title>Who are you?</title>{' '.join(links)}"

    def token(self, form: Mapping[str, str], credentials: str) -> dict[str, Any] | None:
        """The tokens for a code, which is good for once; None when anything about it is wrong."""
        asked = self._codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or (
            credentials != f"Basic {basic}" and form.get("client_secret") != SECRET
        ):
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked.get("code_challenge") != proof or asked["client_id"] != CLIENT:
            return None
        now = int(time.time())
        claims = {
            **self.people[asked["person"]],
            **{"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300},
            "nonce": asked.get("nonce", ""),
        }
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._key),
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                match parts.path:
                    case "/.well-known/openid-configuration":
                        self._say(json.dumps(provider.configuration()), "application/json")
                    case "/keys":
                        self._say(json.dumps(provider.keys()), "application/json")
                    case "/authorize":
                        self._say(provider.choice(query), "text/html")
                    case "/end":
                        self.send_response(302)
                        self.send_header("Location", query["post_logout_redirect_uri"])
                        self.end_headers()
                    case _:
                        self.send_error(404)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                tokens = provider.token(form, self.headers.get("Authorization", ""))
                if tokens is None:
                    self._say('{"error": "invalid_grant"}', "application/json", 400)
                else:
                    self._say(json.dumps(tokens), "application/json")

            def _say(self, text: str, kind: str, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                """Tests read the server's log, not this one."""

        return Handler
