"""Runs a small OpenID Connect provider: discovery, authorization with PKCE, tokens signed with RSA, changing keys.

The provider is as strict as a real one about the client, the redirect address, the verifier, and codes that may be used
only once. Tests can make every part of the provider fail.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.fakes.gateway.running import free_port, serving

CLIENT_ID, CLIENT_SECRET = "caravan-console", "the client's secret"


@dataclass
class OidcProvider:
    """Is an OpenID Connect provider that signs the user `person` in at once, without showing a page.

    `change_claims` and `change_header` falsify the next tokens. `sign_with` signs them with a key that the provider
    does not publish.
    """

    issuer: str
    redirect_uri: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    change_claims: dict[str, Any] = field(default_factory=dict)
    change_header: dict[str, Any] = field(default_factory=dict)
    sign_with: RSAKey | None = None
    refuse: str = ""
    silent: bool = False
    answer_issuer: str | None = None
    in_userinfo: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    def change_key(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)})

    def app(self) -> FastAPI:
        app = FastAPI()
        app.get("/.well-known/openid-configuration")(self._discovery)
        app.get("/authorize")(self._authorize)
        app.post("/token")(self._token)
        app.get("/keys")(self._keys)
        app.get("/userinfo")(self._userinfo)
        return app

    async def _discovery(self) -> Response:
        if self.silent:
            return Response(status_code=502)
        addresses = {
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return JSONResponse(
            {
                "issuer": self.issuer,
                **addresses,
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _keys(self) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False, use="sig", alg="RS256")]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        wanted = {
            "client_id": CLIENT_ID,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "code_challenge_method": "S256",
        }
        right = all(asked.get(name) == value for name, value in wanted.items())
        if not right or "openid" not in asked.get("scope", "").split() or not asked.get("code_challenge"):
            return Response("bad request", status_code=400)
        issuer = self.answer_issuer or self.issuer
        if self.refuse:
            answer = {"error": self.refuse, "state": asked["state"], "iss": issuer}
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            answer = {"code": code, "state": asked["state"], "iss": issuer}
        return RedirectResponse(f"{self.redirect_uri}?{urlencode(answer)}", 302)

    async def _token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or form.get("redirect_uri") != self.redirect_uri
            or challenge.decode().rstrip("=") != asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(24)
        self.tokens[access] = self.person
        return JSONResponse(
            {
                "access_token": access,
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": self._id_token(asked, access),
            }
        )

    def _id_token(self, asked: dict[str, str], access: str) -> str:
        half = hashlib.sha256(access.encode()).digest()[:16]
        now = int(time.time())
        told = {"sub": self.person["sub"]} if self.in_userinfo else self.person
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="),
            **told,
            **self.change_claims,
        }
        header = {"alg": "RS256", "kid": self.key.kid, **self.change_header}
        if header["alg"] == "none":
            parts = (base64.urlsafe_b64encode(_json(part)).decode().rstrip("=") for part in (header, claims))
            return ".".join((*parts, ""))
        return jwt.encode(
            header, {name: value for name, value in claims.items() if value is not None}, self.sign_with or self.key
        )

    async def _userinfo(self, request: Request) -> Response:
        person = self.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        return JSONResponse(person) if person else Response(status_code=401)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()


@asynccontextmanager
async def oidc_provider() -> AsyncIterator[OidcProvider]:
    """Runs an OpenID Connect provider at the address `issuer`, and yields it."""
    port = free_port()
    provider = OidcProvider(f"http://127.0.0.1:{port}")
    async with serving(provider.app(), port):
        yield provider
