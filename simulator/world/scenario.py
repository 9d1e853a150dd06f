"""What a scenario file may say.

A scenario is YAML: who takes part, which rules hold, how long it lasts. `read` turns
a file into a `Scenario` or raises `ScenarioError`, which names every fault at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from simulator.actors.checks import CHECKS, Local
from simulator.actors.checks import Rules as CheckRules
from simulator.actors.client import Client, on_401
from simulator.actors.jwks_cache import PRESETS as JWKS_PRESETS
from simulator.actors.jwks_cache import JwksRules
from simulator.actors.key_schedule import KeyPlan, check_algorithm, checked
from simulator.actors.keyring import KEY_PAIRS
from simulator.actors.policy import Policy
from simulator.actors.presets import with_preset
from simulator.actors.strategies import OWN_SCHEDULE, STRATEGIES
from simulator.durations import Seconds, SignedSeconds
from simulator.world.client_clock import Sleep, in_order
from simulator.world.network import LATENCIES, Constant, Latency
from simulator.world.outages import Outage, in_sequence
from simulator.world.rate_limit import RateLimit
from simulator.world.station import SERVICE_TIMES, Fixed, ServiceTime
from simulator.world.workload import WORKLOADS, Workload


def choice(table: Mapping[str, Any]) -> Any:
    """The type of a field that names one entry of a table: `name` or `name: {settings}`."""

    def settings_of(name: str) -> Callable[[Any], Any]:
        return lambda value: {} if value == name else value[name]

    def function(name: str) -> Callable[[Any], Any]:
        def take(value: Any) -> Any:
            if settings_of(name)(value):
                raise ValueError(f"{name} takes no settings")
            return table[name]

        return take

    variants = tuple(
        Annotated[entry, BeforeValidator(settings_of(name)), Tag(name)]
        if isinstance(entry, type)
        else Annotated[Any, BeforeValidator(function(name)), Tag(name)]
        for name, entry in table.items()
    )
    names = ", ".join(table)
    return Annotated[
        Union[variants],  # noqa: UP007
        Discriminator(
            named,
            custom_error_type="choice",
            custom_error_message=f"allowed is one of: {names}",
        ),
    ]


def named(value: Any) -> str | None:
    """The name in `name` or `name: {settings}`."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and len(value) == 1:
        return str(next(iter(value)))
    return None


def constant_if_bare(value: Any) -> Any:
    """`latency: 40 ms` is short for `latency: {constant: {delay: 40 ms}}`."""
    return value if isinstance(value, dict) else {"constant": {"delay": value}}


def fixed_if_bare(value: Any) -> Any:
    """`login: 64 ms` is short for `login: {fixed: {time: 64 ms}}`."""
    return value if isinstance(value, dict) else {"fixed": {"time": value}}


def jwks_preset(value: Any) -> Any:
    """`jwks: pyjwkclient` is short for that library's rules."""
    if not isinstance(value, str):
        return value
    if value not in JWKS_PRESETS:
        raise ValueError(f"allowed is a mapping of fields, or one of: {', '.join(JWKS_PRESETS)}")
    return JWKS_PRESETS[value]


if TYPE_CHECKING:
    Checks = CheckRules
    Strategy = Client
    Visits = Workload
    Delay = Latency
    Work = ServiceTime
else:
    Checks = choice(CHECKS)
    Strategy = choice(STRATEGIES)
    Visits = choice(WORKLOADS)
    Delay = Annotated[choice(LATENCIES), BeforeValidator(constant_if_bare)]
    Work = Annotated[choice(SERVICE_TIMES), BeforeValidator(fixed_if_bare)]


class Part(BaseModel):
    """A part of a scenario: never changed once read, and without unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Network(Part):
    """What lies between the actors."""

    latency: Delay = Constant()
    """How long a message takes, one way."""
    timeout: Annotated[Seconds, Field(gt=0)] = 10.0
    """How long whoever sent a request waits for its answer."""
    lost_requests: Annotated[float, Field(ge=0, le=1)] = 0.0
    """The share of requests that never reach their server."""
    lost_responses: Annotated[float, Field(ge=0, le=1)] = 0.0
    """The share of responses that never reach whoever asked."""
    lossy: Literal["auth_server", "backend", "both"] = "both"
    """Whose requests and responses may get lost."""


class ServiceTimes(Part):
    """How long one worker of the auth server is busy with a request of each kind.

    A login costs 8 refreshes, as in Keycloak's sizing guide: hashing the password is what takes
    so long. Of a login with a code, it is the login page that costs this much.
    """

    login: Work = Fixed(time=0.064)
    """Checking name and password: POST /token with the password grant, POST /authorize."""
    refresh: Work = Fixed(time=0.008)
    code: Work = Fixed(time=0.008)
    """Giving tokens for a code."""
    other: Work = Fixed(time=0.001)
    """Whatever has no time of its own."""
    revoke: Work | None = None
    introspection: Work | None = None
    jwks: Work | None = None
    list: Work | None = None
    """Handing out the status list."""

    def of(self, operation: str) -> ServiceTime:
        """The service time of an operation."""
        return getattr(self, operation) or self.other


class Service(Part):
    """How much the auth server can do, and when it can't."""

    workers: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """How many requests it works on at a time; null: it answers everything at once."""
    service: ServiceTimes = ServiceTimes()
    backlog: Annotated[int, Field(ge=0)] | None = None
    """How many requests may wait for a worker; who comes to a full queue gets 503."""
    outages: tuple[Outage, ...] = ()
    rate_limit: RateLimit | None = None
    """How many requests it takes; who comes too early gets 429 with Retry-After."""

    @field_validator("outages")
    @classmethod
    def _one_at_a_time(cls, outages: tuple[Outage, ...]) -> tuple[Outage, ...]:
        return in_sequence(outages)

    @model_validator(mode="after")
    def _workers_where_they_matter(self) -> Service:
        if self.workers is None and self.model_fields_set & {"service", "backlog"}:
            raise ValueError("service and backlog say something only where there are workers")
        return self

    @property
    def is_plain(self) -> bool:
        """True if every request is answered at once."""
        return self.workers is None and not self.outages and self.rate_limit is None


class BackendSettings(Part):
    """What the backend serves, and how it reads the clock."""

    resources: dict[str, str] = Field(default={"/": "viewer"}, min_length=1)
    """Beginning of a path: role that it needs. The longest that fits decides."""
    leeway: Seconds = 0.0
    """How long after its expiry a token is still accepted (RFC 7519 4.1.4)."""
    skew: SignedSeconds = 0.0
    """The backend's clock minus true time."""
    jwks: Annotated[JwksRules | None, BeforeValidator(jwks_preset)] = None
    """How it keeps the auth server's public keys: fields, or `pyjwkclient`, or `read_once`.
    null: it reads them once, when it starts."""
    checks: Checks = Local()
    """How it learns of tokens that were called back before they expired."""


class ClientGroup(Part):
    """One client, or `count` of them that behave alike."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    count: int = Field(default=1, ge=1, le=1_000_000)
    roles: tuple[str, ...] = ("viewer",)
    strategy: Strategy = on_401
    """What the client does when a token is missing or refused."""
    visits: Visits
    """Which pages are wanted when."""
    tabs: int = Field(default=1, ge=1, le=100)
    """Tabs of one browser: each has visits of its own, and all share the tokens."""
    tab_lock: bool = False
    """Whether a tab that renews keeps the others from doing so at the same time."""
    skew: SignedSeconds = 0.0
    """The client's clock minus true time."""
    sleeps: tuple[Sleep, ...] = ()
    """When its machine sleeps."""

    @model_validator(mode="before")
    @classmethod
    def _visits_if_needed(cls, content: Any) -> Any:
        """Who has a schedule of its own needs no visits."""
        if isinstance(content, dict) and named(content.get("strategy")) in OWN_SCHEDULE:
            return {"visits": {"script": {"at": ()}}, **content}
        return content

    @field_validator("sleeps")
    @classmethod
    def _sleeps_in_order(cls, sleeps: tuple[Sleep, ...]) -> tuple[Sleep, ...]:
        return in_order(sleeps)

    @property
    def names(self) -> list[str]:
        """The clients' names: ada, or viewer-001, viewer-002, …"""
        if self.count == 1:
            return [self.name]
        digits = max(3, len(str(self.count)))
        return [f"{self.name}-{number:0{digits}}" for number in range(1, self.count + 1)]


class Figure(Part):
    """A number that an incident's report gives, and what to hold against it."""

    measure: str
    """Which measure of a run is compared (simulator/lab/incidents.py)."""
    means: str
    """What it counts, in a few words."""
    reported: str
    """What the report says of it; where it gives no number, in its words."""


class Incident(Part):
    """What really happened somewhere, and what mended it. The scenario itself is the fault."""

    source: str
    """Where it is told: the public report, by its project and number."""
    happened: str
    """What went wrong, in a few sentences."""
    left_out: str = ""
    """What was different there, or belongs to it and is not in the scenario."""
    figures: Annotated[tuple[Figure, ...], Field(min_length=1)]
    """What is compared."""
    mend: Annotated[dict[str, Any], Field(min_length=1)]
    """The fields that are set otherwise to mend it: the way to each, and its value."""


class Scenario(Part):
    """Everything that decides a run, but for the seed and functions given from Python."""

    name: str
    title: str
    """What it shows, in a line."""
    about: str = ""
    """The story, in a few sentences."""
    until: Annotated[Seconds, Field(gt=0)]
    """When the clock stops; what would happen at that very moment no longer does."""
    seed: int = Field(default=1, ge=0)
    tokens: Literal["real", "lazy"] = "real"
    """Whether tokens are signed at once, or only when somebody looks at their text."""
    policy: Annotated[Policy, BeforeValidator(with_preset)] = Policy()
    """The auth server's rules: fields, or `preset: auth0` with what differs, or `auth0` alone."""
    network: Network = Network()
    auth_server: Service = Service()
    keys: tuple[KeyPlan, ...] = ()
    """The auth server's keys and when each is announced, signs and goes; none: "key-1" for ever."""
    backend: BackendSettings = BackendSettings()
    clients: tuple[ClientGroup, ...] = Field(min_length=1)
    incident: Incident | None = None
    """Where the scenario is taken from life: its report, and what mended it. Decides nothing."""

    @field_validator("keys")
    @classmethod
    def _keys_go_together(cls, keys: tuple[KeyPlan, ...]) -> tuple[KeyPlan, ...]:
        return checked(keys)

    @model_validator(mode="after")
    def _keys_can_be_published(self) -> Scenario:
        check_algorithm(self.keys, self.policy.algorithm)
        if self.backend.jwks is not None and self.policy.algorithm not in KEY_PAIRS:
            raise ValueError(
                f"backend.jwks: {self.policy.algorithm} signs with a shared secret, which is in no"
                f" JWK Set; allowed is one of {', '.join(KEY_PAIRS)}"
            )
        return self

    @model_validator(mode="after")
    def _lists_are_kept_that_are_fetched(self) -> Scenario:
        wanted = self.backend.checks.needs
        if wanted not in ("", self.policy.revocation):
            raise ValueError(
                f"backend.checks: {wanted} needs policy.revocation: {wanted},"
                f" or there is nothing to fetch; found {self.policy.revocation}"
            )
        return self

    @field_validator("clients")
    @classmethod
    def _names_differ(cls, clients: tuple[ClientGroup, ...]) -> tuple[ClientGroup, ...]:
        taken = {"auth_server", "backend", "browser", "engine", "network"}
        for group in clients:
            for name in group.names:
                if name in taken:
                    raise ValueError(f"two actors are called {name!r}: every name must differ")
                taken.add(name)
        return clients

    @model_validator(mode="after")
    def _thieves_have_victims(self) -> Scenario:
        for group in self.clients:
            victim = getattr(group.strategy, "victim", None)
            if victim is not None and victim not in set(self.client_names) - set(group.names):
                raise ValueError(f"{group.name} would rob {victim}, who is no other client here")
        return self

    @property
    def client_names(self) -> list[str]:
        """All clients' names, in the order of the file."""
        return [name for group in self.clients for name in group.names]
