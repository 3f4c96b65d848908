"""OpenID Connect: what the console asks of a company's identity provider, and how it checks the answer.

Authorization code flow with PKCE (RFC 7636), `state` and `nonce`; the ID token is verified with the provider's published keys.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.errors import CaravanError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Asymmetric ones only: a client secret is no key to believe a token by, and `none` is none."""
KEPT_SECONDS = 3600.0
AGAIN_SECONDS = 30.0
TIMEOUT_SECONDS = 8.0
LEEWAY_SECONDS = 60


class ProviderAway(CaravanError):
    """The provider gives no answer, or none that makes sense: try again later."""


class ProviderRefused(CaravanError):
    """The provider says no, or its answer must not be believed; the message is for the log."""


@dataclass(frozen=True)
class ProviderSettings:
    """`name` is what the button on the sign-in page calls it. `roles` maps values of the claim `role_claim` to roles of ours; empty:
    roles are given on the console alone, and nobody gets an account by signing in."""

    issuer: str
    client_id: str
    client_secret: str
    name: str = "OpenID Connect"
    scopes: str = "openid profile email"
    role_claim: str = "roles"
    roles: dict[str, str] = field(default_factory=dict)
    trust_env: bool = True


@dataclass(frozen=True)
class Request:
    """One attempt to sign in: where to send the browser, and what has to be kept until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """Speaks to the provider. Its addresses and keys are asked for when first needed, and kept for an hour."""

    def __init__(self, settings: ProviderSettings, redirect_uri: str) -> None:
        self.settings = settings
        self.redirect_uri = redirect_uri
        self._metadata: dict[str, Any] = {}
        self._metadata_at = -KEPT_SECONDS
        self._keys: KeySet | None = None
        self._keys_at = -KEPT_SECONDS

    async def request(self, state: str, nonce: str, verifier: str) -> Request:
        """Raises: ProviderAway."""
        metadata = await self._discover()
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return Request(url, state, nonce, verifier)

    async def claims(self, code: str, nonce: str, verifier: str) -> dict[str, Any]:
        """Who signed in, from a verified ID token and, for what is missing there, the provider's userinfo.

        Raises:
            ProviderAway: no answer.
            ProviderRefused: the code or the token is not good.
        """
        metadata = await self._discover()
        async with self._client() as client:
            try:
                token = await client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=verifier)
                claims = await self._verified(str(token["id_token"]), str(token["access_token"]), nonce)
                if "email" not in claims and "userinfo_endpoint" in metadata:
                    claims = await self._with_userinfo(client, metadata["userinfo_endpoint"], claims)
            except OAuthError as error:
                raise ProviderRefused(f"token: {error.error}") from error
            except (KeyError, TypeError) as error:
                raise ProviderRefused("token: incomplete") from error
            except (httpx2.HTTPError, ValueError) as error:
                raise ProviderAway(type(error).__name__) from error
        return claims

    async def check_issuer(self, issuer: str | None) -> None:
        """The `iss` of the answer, where the provider sends one (RFC 9207).

        Raises:
            ProviderRefused: another provider answers.
        """
        metadata = await self._discover()
        sends_it = metadata.get("authorization_response_iss_parameter_supported") is True
        if issuer != metadata["issuer"] and (issuer is not None or sends_it):
            raise ProviderRefused("another issuer answered")

    async def _verified(self, id_token: str, access_token: str, nonce: str) -> dict[str, Any]:
        try:
            decoded = await self._decoded(id_token)
            expected = {"essential": True, "value": self.settings.issuer}
            audience = {"essential": True, "value": self.settings.client_id}
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {"iss": expected, "aud": audience},
                {"nonce": nonce, "client_id": self.settings.client_id, "access_token": access_token},
            )
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError) as error:
            raise ProviderRefused(f"ID token: {error}") from error
        return dict(claims)

    async def _decoded(self, id_token: str) -> jwt.Token:
        """With the keys that are known, or with new ones: a provider changes them now and then."""
        try:
            return jwt.decode(id_token, await self._key_set(), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            if time.monotonic() - self._keys_at < AGAIN_SECONDS:
                raise
            return jwt.decode(id_token, await self._key_set(again=True), algorithms=list(ALGORITHMS))

    async def _with_userinfo(self, client: AsyncOAuth2Client, address: str, claims: dict[str, Any]) -> dict[str, Any]:
        answer = await client.get(address)
        more = answer.json() if answer.status_code == 200 else {}
        # Of somebody else it says nothing (OpenID Connect Core, 5.3.2).
        return {**more, **claims} if isinstance(more, dict) and more.get("sub") == claims["sub"] else claims

    async def _discover(self) -> dict[str, Any]:
        if time.monotonic() - self._metadata_at < KEPT_SECONDS:
            return self._metadata
        address = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = await self._fetch(address)
        if found.get("issuer") != self.settings.issuer:
            raise ProviderAway("discovery names another issuer")
        if not all(
            isinstance(found.get(name), str) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        ):
            raise ProviderAway("discovery is incomplete")
        self._metadata, self._metadata_at = found, time.monotonic()
        return found

    async def _key_set(self, *, again: bool = False) -> KeySet:
        if self._keys is None or again or time.monotonic() - self._keys_at > KEPT_SECONDS:
            found = await self._fetch((await self._discover())["jwks_uri"])
            self._keys, self._keys_at = KeySet.import_key_set(found), time.monotonic()  # type: ignore[arg-type]
        return self._keys

    async def _fetch(self, address: str) -> dict[str, Any]:
        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=self.settings.trust_env) as client:
                answer = await client.get(address)
                answer.raise_for_status()
                found = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderAway(type(error).__name__) from error
        if not isinstance(found, dict):
            raise ProviderAway("not an object")
        return found

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.settings.client_id,
            self.settings.client_secret,
            scope=self.settings.scopes,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            trust_env=self.settings.trust_env,
        )
