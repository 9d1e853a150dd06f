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
)

from simulator.actors.client import Client, on_401
from simulator.actors.policy import Policy
from simulator.actors.strategies import STRATEGIES
from simulator.durations import Seconds
from simulator.world.network import LATENCIES, Constant, Latency
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


if TYPE_CHECKING:
    Strategy = Client
    Visits = Workload
    Delay = Latency
else:
    Strategy = choice(STRATEGIES)
    Visits = choice(WORKLOADS)
    Delay = Annotated[choice(LATENCIES), BeforeValidator(constant_if_bare)]


class Part(BaseModel):
    """A part of a scenario: never changed once read, and without unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Network(Part):
    """What lies between the actors."""

    latency: Delay = Constant()
    """How long a message takes, one way."""


class BackendSettings(Part):
    """What the backend serves, and how it reads the clock."""

    resources: dict[str, str] = Field(default={"/": "viewer"}, min_length=1)
    """Beginning of a path: role that it needs. The longest that fits decides."""
    leeway: Seconds = 0.0
    """How long after its expiry a token is still accepted (RFC 7519 4.1.4)."""


class ClientGroup(Part):
    """One client, or `count` of them that behave alike."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    count: int = Field(default=1, ge=1, le=1_000_000)
    roles: tuple[str, ...] = ("viewer",)
    strategy: Strategy = on_401
    """What the client does when a token is missing or refused."""
    visits: Visits
    """Which pages are wanted when."""

    @property
    def names(self) -> list[str]:
        """The clients' names: ada, or viewer-001, viewer-002, …"""
        if self.count == 1:
            return [self.name]
        digits = max(3, len(str(self.count)))
        return [f"{self.name}-{number:0{digits}}" for number in range(1, self.count + 1)]


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
    policy: Policy = Policy()
    network: Network = Network()
    backend: BackendSettings = BackendSettings()
    clients: tuple[ClientGroup, ...] = Field(min_length=1)

    @field_validator("clients")
    @classmethod
    def _names_differ(cls, clients: tuple[ClientGroup, ...]) -> tuple[ClientGroup, ...]:
        taken = {"auth_server", "backend", "browser", "engine"}
        for group in clients:
            for name in group.names:
                if name in taken:
                    raise ValueError(f"two actors are called {name!r}: every name must differ")
                taken.add(name)
        return clients

    @property
    def client_names(self) -> list[str]:
        """All clients' names, in the order of the file."""
        return [name for group in self.clients for name in group.names]
