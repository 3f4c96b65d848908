"""Signs staff in with a company's identity provider (OpenID Connect), and checks the provider's
answers.

The module uses the authorization code flow with PKCE (RFC 7636), `state` and `nonce`, and verifies
the ID token with the keys that the provider publishes.
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

from foundation.errors import CaravanError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""The accepted signature algorithms, all of them asymmetric. A token that is signed with the client
secret, or not signed (`none`), is refused."""
KEPT_SECONDS = 3600.0
AGAIN_SECONDS = 30.0
TIMEOUT_SECONDS = 8.0
LEEWAY_SECONDS = 60


class ProviderAway(CaravanError):
    """The identity provider does not answer, or its answer is malformed. Another attempt may
    succeed later."""


class ProviderRefused(CaravanError):
    """The identity provider refused the sign-in, or its answer failed a check. The message of the
    error is for the log."""


@dataclass(frozen=True)
class ProviderSettings:
    """Holds the settings of the identity provider. `name` is the provider's name on the button of
    the sign-in page. `roles` maps values of the provider's claim `role_claim` to roles of the
    console. If `roles` is empty, roles are given only on the console, and signing in creates no
    account."""

    issuer: str
    client_id: str
    client_secret: str
    name: str = "OpenID Connect"
    scopes: str = "openid profile email"
    role_claim: str = "roles"
    roles: dict[str, str] = field(default_factory=dict)
    trust_env: bool = True


@dataclass(frozen=True)
class SignInRequest:
    """Describes one attempt to sign in: the URL to which the browser is sent, and the values that
    must be kept until it returns."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """Sends requests to the identity provider. The provider's addresses and keys are fetched when
    they are first needed, and kept for an hour."""

    def __init__(self, settings: ProviderSettings, redirect_uri: str) -> None:
        self.settings = settings
        self.redirect_uri = redirect_uri
        self._metadata: dict[str, Any] = {}
        self._metadata_at = -KEPT_SECONDS
        self._keys: KeySet | None = None
        self._keys_at = -KEPT_SECONDS

    async def build_request(self, state: str, nonce: str, verifier: str) -> SignInRequest:
        """Returns the request with which a browser is sent to the provider.

        Raises:
            ProviderAway: the provider's addresses cannot be fetched.
        """
        metadata = await self._discover()
        async with self._build_client() as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return SignInRequest(url, state, nonce, verifier)

    async def fetch_claims(self, code: str, nonce: str, verifier: str) -> dict[str, Any]:
        """Exchanges the code that the browser brought back for the claims about the person who
        signed in. The claims come from a verified ID token and, if that has no e-mail address, also
        from the provider's userinfo endpoint.

        Raises:
            ProviderAway: the provider does not answer.
            ProviderRefused: the code or the ID token is not valid.
        """
        metadata = await self._discover()
        async with self._build_client() as client:
            try:
                token = await client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=verifier)
                claims = await self._verify(str(token["id_token"]), str(token["access_token"]), nonce)
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
        """Checks that the parameter `iss` of the provider's answer names this provider, if the
        provider sends the parameter (RFC 9207).

        Raises:
            ProviderRefused: another provider answered.
        """
        metadata = await self._discover()
        sends_it = metadata.get("authorization_response_iss_parameter_supported") is True
        if issuer != metadata["issuer"] and (issuer is not None or sends_it):
            raise ProviderRefused("another issuer answered")

    async def _verify(self, id_token: str, access_token: str, nonce: str) -> dict[str, Any]:
        try:
            decoded = await self._decode(id_token)
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

    async def _decode(self, id_token: str) -> jwt.Token:
        """Decodes an ID token with the known keys or, if that fails, with newly fetched ones,
        because providers change their keys now and then."""
        try:
            return jwt.decode(id_token, await self._load_keys(), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            if time.monotonic() - self._keys_at < AGAIN_SECONDS:
                raise
            return jwt.decode(id_token, await self._load_keys(again=True), algorithms=list(ALGORITHMS))

    async def _with_userinfo(self, client: AsyncOAuth2Client, address: str, claims: dict[str, Any]) -> dict[str, Any]:
        answer = await client.get(address)
        more = answer.json() if answer.status_code == 200 else {}
        # Userinfo about another person (`sub`) must not be used (OpenID Connect Core, 5.3.2).
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

    async def _load_keys(self, *, again: bool = False) -> KeySet:
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

    def _build_client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.settings.client_id,
            self.settings.client_secret,
            scope=self.settings.scopes,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            trust_env=self.settings.trust_env,
        )
