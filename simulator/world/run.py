"""A run: what happened in a scenario, ready to be asked, drawn and saved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.actors.backend import RoleCheck, has_role
from simulator.actors.client import Client
from simulator.actors.keyring import KEY_PAIRS
from simulator.actors.states import SESSION_STATES, session_states
from simulator.events import Event, EventLog
from simulator.world.cast import Cast, make_cast
from simulator.world.engine import Progress, simulate
from simulator.world.given import Given
from simulator.world.reading import ScenarioError, near, read
from simulator.world.scenario import Scenario
from simulator.world.summary import Summary, summarize

if TYPE_CHECKING:
    import pandas as pd

    from simulator.actors.deciding import MustRead
    from simulator.actors.given_list import Deny, Listed
    from simulator.actors.given_renewing import ReuseRule, Swap
    from simulator.actors.keeping import MayKeep
    from simulator.actors.retrying import Backoff, MeansLogout
    from simulator.views.picture import Diagram, Picture
    from simulator.world.foreign import Verify


def run(
    scenario: str | Path | Scenario,
    *,
    seed: int | None = None,
    client: Client | Mapping[str, Client] | None = None,
    may: RoleCheck = has_role,
    verify: Verify | None = None,
    must_read: MustRead | None = None,
    deny_list: tuple[Deny, Listed] | None = None,
    reuse_rule: ReuseRule | None = None,
    swap: Swap | None = None,
    may_keep: MayKeep | None = None,
    backoff: Backoff | None = None,
    means_logout: MeansLogout | None = None,
    settings: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    **policy: Any,
) -> Run:
    """Simulate a scenario, given by name, by path or as it is.

    `client` acts for the first client of the scenario, or for those named in a mapping;
    `may` decides at the backend who may see what, and `verify`, a function like
    simulator.jose.verify, which access tokens it believes; `must_read` when it reads the
    JWK Set again (simulator/actors/deciding.py). `deny_list`, two functions, keeps the auth
    server's list of access tokens called back (simulator/actors/given_list.py). `reuse_rule` says
    what a refresh token gets there, and `swap` replaces it in its store, in place of the policy's
    `reuse`, `grace` and `atomic` (both simulator/actors/given_renewing.py).
    `may_keep` decides in every app whether new tokens are stored (simulator/actors/keeping.py),
    `backoff` how long it waits before it asks the auth server again, and `means_logout` which
    answers to a renewal end its session (both simulator/actors/retrying.py).
    `settings` maps fields of the
    scenario ("clients.ada.count") to other values; further keywords are fields of
    its policy: run("refresh_token", access_ttl="1 min"). `progress` is told now and then
    which share of the time has passed.
    Raises ScenarioError for a scenario, a field or a client that there is not.
    """
    changes = {**(settings or {}), **{f"policy.{name}": value for name, value in policy.items()}}
    if isinstance(scenario, Scenario):
        if changes:
            raise ScenarioError("settings need a scenario's name or path, not a Scenario")
        read_scenario = scenario
    else:
        read_scenario = read(scenario, changes)
    if seed is None:
        seed = read_scenario.seed
    given = Given(
        may=may, verify=verify, must_read=must_read, deny_list=deny_list, reuse_rule=reuse_rule,
        swap=swap, may_keep=may_keep, backoff=backoff, means_logout=means_logout,
    )  # fmt: skip
    if must_read is not None and read_scenario.policy.algorithm not in KEY_PAIRS:
        raise ScenarioError(
            f"must_read: {read_scenario.policy.algorithm} signs with a shared secret, which is in"
            " no JWK Set that could be read again"
        )
    if deny_list is not None and read_scenario.policy.revocation != "deny_list":
        raise ScenarioError(
            f"deny_list: policy.revocation is {read_scenario.policy.revocation}, so that the auth"
            " server keeps no deny-list"
        )
    cast = make_cast(read_scenario, seed, clients_by_name(client, read_scenario), given)
    return Run(read_scenario, seed, simulate(cast, progress))


def stage(
    scenario: str | Path | Scenario,
    *,
    seed: int | None = None,
    may: RoleCheck = has_role,
    verify: Verify | None = None,
) -> Cast:
    """The actors of a scenario, waiting to be spoken to by plain calls.

    stage("access_token").backend.handle(get("/films"), now=0) is the backend's answer.
    Raises ScenarioError for a scenario that there is not.
    """
    read_scenario = scenario if isinstance(scenario, Scenario) else read(scenario)
    seed = read_scenario.seed if seed is None else seed
    return make_cast(read_scenario, seed, given=Given(may=may, verify=verify))


def state_diagram() -> Diagram:
    """The states of a login session as a diagram, drawn from the table that the runs walk."""
    from simulator.views import states

    return states.state_diagram(SESSION_STATES, "States of a login session")


def clients_by_name(
    client: Client | Mapping[str, Client] | None, scenario: Scenario
) -> Mapping[str, Client]:
    """Which function acts for whom. Raises ScenarioError for an unknown name."""
    names = scenario.client_names
    if client is None:
        return {}
    if not isinstance(client, Mapping):
        return {names[0]: client}
    for name in client:
        if name not in names:
            raise ScenarioError(f"{name}: there is no client of that name{near(name, names)}")
    return client


class Run:
    """What happened in a scenario. Everything it tells is read from its log."""

    def __init__(self, scenario: Scenario, seed: int, log: EventLog) -> None:
        self.scenario = scenario
        self.seed = seed
        self.log = log

    def __repr__(self) -> str:
        return f"<Run of {self.scenario.name}, seed {self.seed}: {len(self.log)} events>"

    @property
    def until(self) -> float:
        """When the clock stopped, in seconds."""
        return self.scenario.until

    @property
    def clients(self) -> list[str]:
        """The clients' names, in the order of the scenario."""
        return self.scenario.client_names

    @property
    def crashes(self) -> dict[str, Exception]:
        """Functions given from outside that raised: the first exception of each actor."""
        return {crash.actor: crash.mistake for crash in reversed(self.log.crashes)}

    def events(self, client: str | None = None, kind: str | None = None) -> list[Event]:
        """The rows of the log, of one client or one kind if asked for."""
        return [
            event
            for event in self.log
            if (client is None or event.client == client) and (kind is None or event.kind == kind)
        ]

    def states(self, client: str | None = None) -> list[tuple[float, str]]:
        """When a client's session (by default the first one's) entered which state."""
        return session_states(self.log, client or self.clients[0])

    def summary(self) -> Summary:
        """Logins, renewals, requests and refusals, for each client and in all."""
        return summarize(self.log, self.clients)

    def frame(self) -> pd.DataFrame:
        """The log as a pandas data frame, a row for each event."""
        from simulator.world.exports import frame

        return frame(self.log)

    def timeline(self, clients: list[str] | None = None, title: str | None = None) -> Picture:
        """Lives of tokens, with logins and requests, as a picture."""
        from simulator.views.timeline import timeline

        return timeline(self.log, clients, title)

    def load(self, title: str | None = None) -> Picture:
        """Requests that arrive at each server over time, as a picture.

        Where the auth server has workers, also who waits for them and how busy they are.
        """
        workers = self.scenario.auth_server.workers
        if workers is None:
            from simulator.views.load import load

            return load(self.log, title)
        from simulator.views.queue import queue
        from simulator.world.queueing import stays

        return queue(self.log, stays(self.log), workers, title)

    def exposure(self, title: str | None = None) -> Picture:
        """What thieves could do with what they took, and for how long, as a picture."""
        from simulator.views.exposure import exposure

        return exposure(self.log, title)

    def key_timeline(self, title: str | None = None) -> Picture:
        """Each signing key's life, and the requests refused for want of it, as a picture."""
        from simulator.views.key_timeline import key_timeline

        return key_timeline(self.log, title)

    def lanes(
        self,
        clients: str | list[str] | None = None,
        title: str | None = None,
        *,
        start: float = 0,
        until: float | None = None,
    ) -> Picture:
        """Lives of tokens as each side sees them by its own clock, as a picture.

        Without `clients`, of those whose clock is wrong or that sleep.
        """
        from simulator.views.lanes import lanes
        from simulator.world.skews import clocks

        return lanes(self.log, clocks(self.scenario), clients, title, start=start, until=until)

    def sequence(
        self, client: str | None = None, start: float = 0, until: float | None = None
    ) -> Picture:
        """Who sent what to whom, true to time, as a picture."""
        from simulator.views.sequence import sequence

        return sequence(self.log, client, start, until)

    def sequence_mermaid(
        self, client: str | None = None, start: float = 0, until: float | None = None
    ) -> Diagram:
        """The same as a Mermaid diagram."""
        from simulator.views.mermaid import sequence_mermaid

        return sequence_mermaid(self.log, client, start, until)

    def save(self, path: str | Path) -> None:
        """Write the log (.csv, .jsonl, .parquet) or the summary (.json), by the file's ending.

        Raises FileError if it can't be written, ValueError for another ending.
        """
        from simulator.world.exports import EVENT_WRITERS, write_json

        writers = {**EVENT_WRITERS, ".json": write_json}
        writer = writers.get(Path(path).suffix.lower())
        if writer is None:
            raise ValueError(f"{path}: allowed is one of the endings {', '.join(writers)}")
        writer(self, Path(path))

    def save_trace(self, path: str | Path) -> None:
        """Write a trace that ui.perfetto.dev shows. Raises FileError if it can't be written."""
        from simulator.world.exports import write_trace

        write_trace(self, Path(path))
