"""The studies: scenarios that meet a closed form, and what is checked in each.

Messages take no time, and lives are whole seconds. A token issued at a moment of chance lives half
a second less (`theory.lived`); one issued at a whole second does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from simulator.lab import samples, theory
from simulator.lab.checks import Study, check
from simulator.lab.theory import lived

MINUTE, HOUR = 60.0, 3600.0
LATER = 20
"""So many mean gaps after a moment nearly everybody has wanted a page: all but one in 5e8."""


def world(
    until: float, clients: list[dict[str, Any]], policy: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """What a scenario file says, with messages that take no time."""
    return {
        "name": "theory", "title": "What a closed form speaks of", "until": until,
        "tokens": "lazy", "policy": policy, "network": {"latency": 0}, "clients": clients, **more,
    }  # fmt: skip


def viewers(count: int, every: float, strategy: Any = "on_401", **more: Any) -> dict[str, Any]:
    """Clients that want a page at Poisson moments."""
    visits = {"poisson": {"every": every}}
    return {"name": "viewer", "count": count, "strategy": strategy, "visits": visits, **more}


def comers(count: int, spread: float) -> dict[str, Any]:
    """Clients that come once, evenly over so many seconds, and log in."""
    once = {"first": 0, "spread": spread, "length": 0.001, "every": "1 d", "days": 1}
    return {"name": "viewer", "count": count, "visits": {"evenings": once}}


def lifetimes(access: float, refresh: float | None = None, **more: Any) -> dict[str, Any]:
    """A policy; without a refresh lifetime sessions never end."""
    return {"access_ttl": access, "refresh_ttl": refresh or 30 * 24 * HOUR, **more}


def lazy() -> Iterator[Study]:
    """Form 1: how many tokens lazy clients get."""
    for name, life, every, horizon, count in (
        ("lazy", 300, 30, HOUR, 1000),
        ("lazy-seldom", 300, 600, 4 * HOUR, 1000),
    ):
        given = 1 / every, lived(life), horizon
        yield Study(
            name,
            f"{life} s tokens, renewed when refused; a page in {every} s",
            world(horizon, [viewers(count, every)], lifetimes(life)),
            (check("tokens per client", theory.lazy_grants, samples.grants, *given),),
        )
    given = 1 / MINUTE, lived(120), 2 * HOUR
    yield Study(
        "password",
        "no refresh tokens: a login whenever a page is refused",
        world(
            2 * HOUR,
            [viewers(500, MINUTE, "log_in_again")],
            {"access_ttl": 120, "refresh_ttl": None},
        ),
        (check("logins per client", theory.lazy_grants, samples.logins, *given),),
    )


def settled() -> Iterator[Study]:
    """Forms 1, 4, 10 and 13: lazy clients in the long run."""
    every, start, until = MINUTE, HOUR, 5 * HOUR
    for life, clients in ((30, 120), (60, 150), (120, 200)):
        rate = 1 / every
        late = [start + hour * HOUR + 1 for hour in range(4)]
        yield Study(
            f"settled-{life}",
            f"{life} s tokens and a page a minute, five hours on end",
            world(until, [viewers(clients, every)], lifetimes(life)),
            (
                check("tokens, without a sum", theory.lazy_grants_in_the_long_run, samples.grants,
                      rate, lived(life), until),
                check("pages that find a good token", theory.valid_share,
                      samples.valid_share_after(start), rate, lived(life)),
                check("tokens per second", token_rate,
                      samples.rate_between(start, until), rate, lived(life)),
                check("what is left of a token", theory.stolen_access,
                      samples.left_at(*late), rate, lived(life)),
            ),
        )  # fmt: skip


def token_rate(rate: float, life: float) -> float:
    """Tokens per second of a lazy client in the long run (form 13: what arrives)."""
    return 1 / theory.lazy_cycle(rate, life)


def sliding() -> Iterator[Study]:
    """Form 2: refresh tokens that live anew with each renewal."""
    for name, life, refresh, every, horizon in (
        ("sliding", 300, 360, 30, HOUR),
        ("sliding-short", 60, 90, 60, HOUR / 2),
    ):
        given = 1 / every, lived(life), lived(refresh), horizon
        yield Study(
            name,
            f"refresh tokens of {refresh} s, from each renewal anew",
            world(
                horizon,
                [viewers(1200, every)],
                lifetimes(life, refresh, refresh_lifetime="sliding"),
            ),
            (
                check("logins", theory.sliding_logins, samples.logins, *given),
                check("renewals", theory.sliding_renewals, samples.renewals, *given),
            ),
        )


def absolute() -> Iterator[Study]:
    """Form 3: sessions of absolute length."""
    for name, life, refresh, every in (
        ("absolute", 300, 3600, 60),
        ("absolute-short", 60, 300, 60),
    ):
        given = 1 / every, lived(life), lived(refresh)
        # Time for two first pages: that of the first session, and that of the second.
        horizon = refresh + life + 2 * LATER * every
        yield Study(
            name,
            f"sessions of {refresh} s, counted from the login",
            world(horizon, [viewers(1000, every)], lifetimes(life, refresh)),
            (
                check("renewals in a session", theory.renewals_per_session,
                      samples.first_session_renewals, *given),
                check("from login to login", theory.session_cycle,
                      samples.first_session_cycle, *given),
            ),
        )  # fmt: skip


def ahead() -> Iterator[Study]:
    """Form 5: who renews before the expiry. The client counts from `expires_in`, to the moment."""
    every, cycles = MINUTE, 5
    rate = 1 / every
    for name, life, margin, jitter in (
        ("ahead", 300, 60, 0),
        ("ahead-jitter", 300, 30, 120),
    ):
        strategy = {"ahead": {"margin": margin, "jitter": jitter}}
        horizon = cycles * (life - margin) + 2 * LATER * every
        checks = [
            check("from token to token", theory.ahead_cycle, samples.first_cycles(cycles),
                  rate, life, margin, jitter),
            # What had expired is judged by `exp`, half a second before the client's reckoning.
            check("renewed too late", theory.ahead_too_late, samples.renewed_too_late(cycles),
                  rate, lived(margin), jitter),
        ]  # fmt: skip
        if not jitter:
            given = rate, life, margin, horizon
            checks.append(check("tokens per client", theory.ahead_grants, samples.grants, *given))
        yield Study(
            name,
            f"renewed {margin} s before the expiry"
            + (f" and up to {jitter} s more" * bool(jitter)),
            world(horizon, [viewers(700, every, strategy)], lifetimes(life)),
            tuple(checks),
        )


def timer() -> Iterator[Study]:
    """Form 6: who renews by a timer."""
    life, margin, every = 300, 30, 30
    strategy = {"app": {"renew": "timer", "margin": margin}}
    refresh = HOUR
    given = life, margin, lived(refresh)
    yield Study(
        "timer",
        "renewed by a timer, in sessions of an hour",
        world(
            refresh + life + 2 * LATER * every,
            [viewers(400, every, strategy)],
            lifetimes(life, refresh),
        ),
        (
            check("renewals in a session", theory.timer_renewals,
                  samples.first_session_renewals, *given),
            check("from login to login", theory.timer_cycle, samples.first_session_cycle,
                  1 / every, *given),
        ),
    )  # fmt: skip
    yield Study(
        "timer-sliding",
        "renewed by a timer, sliding: nobody logs in again",
        world(
            2 * HOUR,
            [viewers(200, every, strategy)],
            lifetimes(life, 600, refresh_lifetime="sliding"),
        ),
        (check("logins", one_login, samples.logins, *given[:2], 600),),
    )


def one_login(life: float, margin: float, refresh_life: float) -> float:
    """Logins of a client that renews by a timer, sliding, before the refresh token expires."""
    assert life - margin < refresh_life
    return 1.0


def herd() -> Iterator[Study]:
    """Form 7: all log in at the same moment, a whole second."""
    life, every, until = 300.0, 60.0, 1500.0
    rate = 1 / every
    evening = {"first": 0, "length": until, "every": every, "days": 1}
    client = {"name": "viewer", "count": 1500, "visits": {"evenings": evening}}

    def window(name: str, start: float, length: float) -> Any:
        given = rate, lived(life), start, start + length
        sample = samples.grants_between(start, start + length)
        return check(name, theory.herd_tokens, sample, *given, first=theory.ROUNDING)

    yield Study(
        "herd",
        "1500 clients log in at once",
        world(until, [client], lifetimes(life)),
        (
            window("first wave, 10 s", life, 10),
            window("second wave, at its top", 2 * life + every - 15, 30),
            window("third wave, at its top", 3 * life + 2 * every - 15, 30),
            window("between two waves", 2 * life - 60, 60),
            window("in the long run", life, until - life),
        ),
    )


def rush() -> Iterator[Study]:
    """Form 8: all want to log in at once, and workers are few."""
    for name, count, workers in (("rush", 60, 3), ("rush-one", 40, 1)):
        given = count, workers, 1.0
        client = {"name": "viewer", "count": count, "visits": {"script": {"at": [0]}}}
        yield Study(
            name,
            f"{count} logins at once, {workers} at a time",
            world(HOUR, [client], lifetimes(HOUR), **busy(workers, 1.0)),
            (
                check("mean wait", theory.rush_wait, samples.mean_wait, *given),
                check("until all are served", theory.rush_length, samples.last_left, *given),
            ),
            runs=150,
        )
    yield Study(
        "rush-jitter",
        "400 logins spread over ten seconds",
        world(600, [comers(400, 10)], lifetimes(HOUR), **busy(1, 0.1)),
        (
            check("wait of the last", theory.jittered_rush_wait, samples.wait_of_the_last,
                  400, 1, 0.1, 10),
        ),
        runs=40,
    )  # fmt: skip


def busy(workers: int, service: float) -> dict[str, Any]:
    """An auth server whose logins take a random time, and clients that wait for it."""
    times = {"login": {"exponential": {"mean": service}}}
    return {
        "network": {"latency": 0, "timeout": HOUR},
        "auth_server": {"workers": workers, "service": times},
    }


def queue() -> Iterator[Study]:
    """Forms 13 and 14: logins at random moments."""
    for name, workers, load, service, count, runs in (
        ("queue", 2, 1.5, 1.0, 2200, 6),
        ("queue-4", 4, 400 / 120, 1.0, 2200, 6),
    ):
        until, start = count * service / load, 100 * service
        given = load / service, service, workers
        batch = 500
        yield Study(
            name,
            f"logins at random moments, {workers} workers, load {load / workers:.3g}",
            world(until + 200, [comers(count, until)], lifetimes(HOUR), **busy(workers, service)),
            (
                check("share that waits", theory.erlang_c,
                      samples.waits_in_batches(start, batch, share=True), *given),
                check("mean wait", theory.queue_wait,
                      samples.waits_in_batches(start, batch), *given),
                check("share of time at work", utilisation, samples.busy_share(start, until),
                      *given),
                check("Little's law, in ms", nothing, samples.littles_difference),
            ),
            runs=runs,
        )  # fmt: skip


def utilisation(arrivals: float, service: float, workers: int) -> float:
    """The share of their time that workers are busy."""
    return arrivals * service / workers


def nothing() -> float:
    """What Little's law leaves: a run that starts and ends empty has no difference (form 14)."""
    return 0.0


def outage() -> Iterator[Study]:
    """Form 9: the auth server is out of order."""
    life, every, start = 60, 60.0, 1800.0
    for name, length in (("outage", 30.0), ("outage-long", 150.0)):
        given = 1 / every, lived(life), length
        down = {"from": start, "until": start + length}
        yield Study(
            name,
            f"no auth server for {length:g} s",
            world(
                start + length + 1,
                [viewers(1000, every)],
                lifetimes(life),
                auth_server={"outages": [down]},
            ),
            (check("clients that meet it", theory.outage_share, samples.met_an_outage, *given),),
        )


def pairs(
    count: int,
    seed: int,
    victim: dict[str, Any],
    thief: dict[str, Any],
    between: tuple[float, float],
) -> list[dict[str, Any]]:
    """Victims, each with a thief of their own who comes at a moment of chance."""
    random = Random(f"thieves/{seed}")
    clients = []
    for number in range(1, count + 1):
        # Eighths of a second are exact in floating point and in milliseconds.
        at = round(random.uniform(*between) * 8) / 8
        robbing = {"victim": f"v{number}", "at": at, **thief}
        clients.append({"name": f"v{number}", **victim})
        clients.append({"name": f"t{number}", "strategy": {"thief": robbing}})
    return clients


def stolen_access() -> Iterator[Study]:
    """Form 10: somebody takes an access token."""
    life, every, rate = 120, 30.0, 1 / 30
    start, until = 1800.0, 2400.0
    victim = {"visits": {"poisson": {"every": every}}}
    for name, leeway in (("theft", 0), ("theft-leeway", 30)):
        thief = {"takes": "access_token", "every": 1}
        yield Study(
            name,
            "access tokens are stolen at moments of chance" + " with a leeway" * bool(leeway),
            world(
                until + life + leeway + 1,
                pairs(400, 10, victim, thief, (start, until)),
                lifetimes(life),
                backend={"leeway": leeway},
            ),
            (
                check("exposure", theory.stolen_access, samples.pages_served_to_thieves(1),
                      rate, lived(life) + leeway),
            ),
        )  # fmt: skip


def called_back() -> Iterator[Study]:
    """Form 10: a logout calls the stolen access token back, and lists are polled."""
    life, poll, every, step = 60, 30.0, 5.0, 0.25
    random = Random("logouts")
    clients: list[dict[str, Any]] = []
    for number in range(1, 501):
        leaves = round(random.uniform(600, 900), 3)
        steals = round(leaves - step * (1 + random.random()), 3)
        logout = {"app": {"logout": {"at": [leaves]}}}
        robbing = {"victim": f"v{number}", "at": steals, "takes": "access_token", "every": step}
        clients += [
            {"name": f"v{number}", "strategy": logout, "visits": {"poisson": {"every": every}}},
            {"name": f"t{number}", "strategy": {"thief": robbing}},
        ]
    yield Study(
        "deny-list",
        "stolen access tokens are called back, and the list is polled",
        world(
            1000,
            clients,
            lifetimes(life, revocation="deny_list"),
            backend={"checks": {"deny_list": {"poll": poll}}},
        ),
        (
            check("exposure after that", theory.deny_list_delay,
                  samples.served_after_denial(step), lived(life), poll),
        ),
    )  # fmt: skip


def stolen_refresh() -> Iterator[Study]:
    """Form 11: somebody takes a refresh token."""
    refresh, step = 1200.0, 5.0
    evening = {"first": 0, "length": refresh, "every": 30, "days": 1}
    thief = {"takes": "refresh_token", "renew_every": step, "every": MINUTE}
    yield Study(
        "refresh-theft",
        "refresh tokens are stolen, and nothing is rotated",
        world(
            refresh + MINUTE,
            pairs(300, 11, {"visits": {"evenings": evening}}, thief, (0, refresh)),
            lifetimes(300, refresh, rotation=False),
        ),
        (
            check("renewed by thieves for", theory.stolen_refresh,
                  samples.renewed_by_thieves(step), refresh),
        ),
    )  # fmt: skip
    life, every = 60, 60.0
    thief = {"takes": "refresh_token", "keeps_renewing": False, "every": HOUR}
    victim = {"visits": {"poisson": {"every": every}}}
    yield Study(
        "reuse",
        "refresh tokens are stolen, and rotation shows it",
        world(
            2400 + life + LATER * every,
            pairs(700, 12, victim, thief, (1800, 2400)),
            lifetimes(life),
        ),
        (
            check("until it shows", theory.reuse_delay, samples.reuse_after_theft,
                  1 / every, lived(life)),
        ),
    )  # fmt: skip


def race() -> Iterator[Study]:
    """Form 12: tabs of one browser renew at the same time. Each way takes a second."""
    tabs, every, way = 50, 250.0, 1.0
    others = (tabs - 1) / every
    client = viewers(20, every, {"app": {}}, tabs=tabs)
    for name, grace in (("race", 0.0), ("race-grace", 1.2)):
        given = others, 2 * way, grace
        yield Study(
            name,
            "fifty tabs without a lock" + (f", {grace} s of grace" if grace else ""),
            world(
                2 * HOUR,
                [client],
                lifetimes(120, reuse="refuse", grace=grace),
                network={"latency": way},
            ),
            (check("renewals that are raced", theory.race_share, samples.shown_again, *given),),
        )


def keys() -> Iterator[Study]:
    """Form 1, with the backend's copy of the keys in place of a token."""
    lifetime, every, until = 300.0, 100.0, 2 * HOUR
    yield Study(
        "keys",
        "the backend's copy of the keys expires every five minutes",
        world(
            until,
            [viewers(1, every)],
            lifetimes(HOUR, algorithm="ES256"),
            backend={"jwks": {"lifetime": lifetime}},
        ),
        (check("readings", theory.key_fetches, samples.key_readings, 1 / every, lifetime, until),),
        runs=150,
    )


def losses() -> Iterator[Study]:
    """Messages that get lost."""
    yield Study(
        "losses",
        "one request in ten is lost, and one response in five",
        world(
            2 * HOUR,
            [viewers(300, 120)],
            lifetimes(300),
            network={"latency": 0, "timeout": 1, "lost_requests": 0.1, "lost_responses": 0.2,
                     "lossy": "backend"},
        ),
        (check("without an answer", backend_losses, samples.unanswered_share, 0.1, 0.2),),
    )  # fmt: skip
    yield Study(
        "lost-responses",
        "responses of the auth server are lost: the new refresh token never comes",
        world(
            4 * HOUR,
            [viewers(200, 60, {"app": {}})],
            lifetimes(300),
            network={"latency": 0, "timeout": 1, "lost_responses": 0.1, "lossy": "auth_server"},
        ),
        (check("shown again", theory.lost_share, samples.shown_again, 0, 0.1),),
    )


def backend_losses(requests: float, responses: float) -> float:
    """As `lost_share`."""
    return theory.lost_share(requests, responses)


def studies() -> dict[str, Study]:
    """All studies by name."""
    makers = (
        lazy, settled, sliding, absolute, ahead, timer, herd, rush, queue, outage, stolen_access,
        called_back, stolen_refresh, race, keys, losses,
    )  # fmt: skip
    return {study.name: study for maker in makers for study in maker()}
