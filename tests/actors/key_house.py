"""A backend that keeps the JWK Set, and an auth server whose keys and outages a test decides."""

from __future__ import annotations

from random import Random
from typing import Any

from simulator.actors.actions import settled
from simulator.actors.asking import AskingVerifier, Check
from simulator.actors.backend import AskingBackend
from simulator.actors.checks import Rules
from simulator.actors.jwks_cache import JwksCache, JwksRules
from simulator.actors.keyring import Key, Keyring, make_key
from simulator.actors.messages import Request, Response, get
from simulator.actors.tokens import ACCESS, LazyToken, Verifier, sign
from simulator.events import EventLog
from tests.actors.house import AUDIENCE, ISSUER

BUSY = Response(503, {}, {"error": "temporarily_unavailable"})


def es256(kid: str) -> Key:
    return make_key("ES256", kid, Random(kid).randbytes)


class KeyHouse:
    """Tokens are minted here as a test wants them; they live for `ttl` seconds."""

    def __init__(
        self,
        rules: JwksRules | None = None,
        *,
        checks: Rules | None = None,
        ttl: float = 900.0,
        leeway: float = 0.0,
        remember: int = 100_000,
        starts: float = 0.0,
    ) -> None:
        self.ttl = ttl
        self.log = EventLog()
        self.keyring = Keyring(es256("key-1"))
        self.down = False
        self.asked: list[tuple[float, str]] = []
        """When the auth server was asked for what."""
        self.answers: dict[str, Any] = {"/jwks": self._jwks}
        self.jwks = None if rules is None else JwksCache(rules)
        self.verifier = Verifier(
            keys=self.keyring.trusted() if self.jwks is None else {},
            algorithm="ES256",
            issuer=ISSUER,
            audience=AUDIENCE,
            typ=ACCESS,
            leeway=leeway,
            in_header=True,
            remember=remember,
        )
        if self.jwks is not None:
            self.jwks.learn(self._jwks(), starts, starts)
        self.check: Check | None = (
            None if checks is None else checks.begin(self.verifier, ISSUER, self.jwks)
        )
        self.asking = AskingVerifier(self.verifier, jwks=self.jwks, called_back=self.check)
        self.backend = AskingBackend({"/films": "viewer"}, self.asking, self.log)

    def _jwks(self, request: Request | None = None, now: float = 0.0) -> Response:
        return Response(200, {}, self.keyring.public_jwks())

    def auth_server(self, request: Request, now: float) -> Response:
        """What the auth server answers."""
        self.asked.append((now, request.path))
        return BUSY if self.down else self.answers[request.path](request, now)

    def token(self, now: float, kid: str = "", *, lazy: bool = False, **claims: Any) -> Any:
        """A token of Ada's, signed by the key that signs now, or by another."""
        key = es256(kid) if kid else self.keyring.signing
        content = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "ada",
            "client_id": "tv",
            "iat": int(now),
            "exp": int(now + self.ttl),
            "jti": f"ada-{now:g}",
            "roles": ["viewer"],
            **claims,
        }
        return LazyToken(content, ACCESS, key) if lazy else sign(content, ACCESS, key)

    def fetch(self, token: Any, now: float) -> int:
        """The status with which the backend answers."""
        answer, _ = settled(self.backend.handle(get("/films", token), now), now, self.servers)
        return answer.status

    @property
    def servers(self) -> Any:
        return {"auth_server": self.auth_server}

    @property
    def why(self) -> str:
        """The reason behind the newest answer."""
        return str(self.log.rows[-1][7]) if len(self.log.rows[-1]) > 7 else ""

    def change_key(self, to: str) -> None:
        """Announce a key, sign with it, and retire the one before, all at once."""
        before = self.keyring.signing.kid
        self.keyring.announce(es256(to))
        self.keyring.sign_with(to)
        self.keyring.retire(before)
