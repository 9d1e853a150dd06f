"""Closed forms: what theory says about a scenario, each with what it takes for granted.

Symbols, in every function: `rate`, how many pages a client wants per second, at Poisson moments
(lambda); `life`, how long an access token is good (T, seconds); `refresh_life`, the same of a
refresh token (R, seconds); `horizon`, how long it is looked at (H, seconds). "Lazy" clients get
new tokens when they next want a page after the expiry; a cycle goes from one token to the next.
Messages take no time. Clients are independent of each other.

A token's `exp` is a whole second (RFC 7519 2), and ours is rounded down. So a token that is issued
at a moment of chance lives half a second less than its setting on average: `lived` says so, and
whoever compares a run with a form puts that in.
"""

from __future__ import annotations

import math

from simulator.lab.distributions import gamma_cdf

ROUNDING = 0.5
"""What rounding `exp` down takes from a token's life on average, in seconds."""


def lived(setting: float) -> float:
    """How long a token is good on average whose life is set to so many whole seconds."""
    return setting - ROUNDING


def lazy_cycle(rate: float, life: float) -> float:
    """Mean time from one token of a lazy client to the next: the life, and the wait for a page."""
    return life + 1 / rate


def lazy_grants(rate: float, life: float, horizon: float) -> float:
    """Tokens that a lazy client gets over the horizon, the login among them (form 1).

    The k-th is issued after k gaps between pages and k - 1 lives. Exact.
    """
    return math.fsum(
        gamma_cdf(k, rate * (horizon - (k - 1) * life))
        for k in range(1, math.ceil(horizon / life) + 1)
    )


def lazy_grants_in_the_long_run(rate: float, life: float, horizon: float) -> float:
    """The same for a horizon of many cycles, without a sum (form 1)."""
    mu = lazy_cycle(rate, life)
    return (horizon - 1 / rate) / mu + (1 / rate**2 + mu**2) / (2 * mu**2)


def sliding_logins(rate: float, life: float, refresh_life: float, horizon: float) -> float:
    """Logins of a lazy client whose refresh token lives anew with each renewal (form 2).

    It logs in when no page is wanted for `refresh_life - life` after the expiry. Needs rotation.
    """
    spare = refresh_life - life
    missed = math.fsum(
        gamma_cdf(k, rate * (horizon - (k - 1) * life - spare))
        for k in range(2, math.ceil(horizon / life) + 2)
    )
    return gamma_cdf(1, rate * horizon) + math.exp(-rate * spare) * missed


def sliding_renewals(rate: float, life: float, refresh_life: float, horizon: float) -> float:
    """What of its tokens the same client gets by renewal (form 2)."""
    logins = sliding_logins(rate, life, refresh_life, horizon)
    return lazy_grants(rate, life, horizon) - logins


def renewals_per_session(rate: float, life: float, refresh_life: float) -> float:
    """Renewals of a lazy client in a session of absolute length (form 3).

    The j-th takes place if j lives and j gaps fit into the session.
    """
    return math.fsum(
        gamma_cdf(j, rate * (refresh_life - j * life))
        for j in range(1, math.ceil(refresh_life / life) + 1)
    )


def session_cycle(rate: float, life: float, refresh_life: float) -> float:
    """Mean time from one login of that client to the next (form 3).

    The last access token may outlive the session, as ours do: nothing caps it. (By Wald's
    equation: a session is a number of lazy cycles.)
    """
    return lazy_cycle(rate, life) * (1 + renewals_per_session(rate, life, refresh_life))


def valid_share(rate: float, life: float) -> float:
    """The share of a lazy client's pages that find a good token, in the long run (form 4).

    It is Erlang's loss formula with one server: the token.
    """
    return rate * life / (1 + rate * life)


def ahead_grants(rate: float, life: float, margin: float, horizon: float) -> float:
    """Tokens of a client that renews when a page is wanted and less than `margin` is left (form 5).

    For the count, the token is one that lives for `life - margin`.
    """
    return lazy_grants(rate, life - margin, horizon)


def ahead_cycle(rate: float, life: float, margin: float, jitter: float = 0.0) -> float:
    """Mean time from one token of that client to the next (form 5).

    `jitter`: each token's margin is longer by a time drawn evenly from 0 to so many seconds.
    """
    return life - margin - jitter / 2 + 1 / rate


def ahead_too_late(rate: float, margin: float, jitter: float = 0.0) -> float:
    """The share of that client's tokens that have expired by the time they are renewed (form 5).

    No page was wanted for the length of the margin; its jitter is averaged over.
    """
    late = math.exp(-rate * margin)
    return late if jitter == 0 else late * -math.expm1(-rate * jitter) / (rate * jitter)


def timer_renewals(life: float, margin: float, refresh_life: float) -> int:
    """Renewals per session of absolute length, by a timer `margin` before each expiry (form 6)."""
    return math.ceil(refresh_life / (life - margin)) - 1


def timer_cycle(
    rate: float, life: float, margin: float, refresh_life: float, forgets: bool = True
) -> float:
    """Mean time from one login of that client to the next (form 6).

    `forgets`: it throws away the access token when the timer's renewal is refused, as our clients
    do, and logs in for the next page. Else it uses the token up, and then logs in.
    """
    period = life - margin
    renewed = timer_renewals(life, margin, refresh_life)
    over = (renewed + 1) * period if forgets else renewed * period + life
    return over + 1 / rate


def herd_tokens(rate: float, life: float, start: float, until: float, first: float = 0.0) -> float:
    """Renewals per client between two moments, where all have logged in at 0 (form 7).

    The k-th of a client comes after k lives and k gaps. `first` is what the first life has more
    than the others: the login is at a whole second, so nothing of it is rounded off.
    """
    return math.fsum(
        gamma_cdf(k, rate * (until - k * life - first))
        - gamma_cdf(k, rate * (start - k * life - first))
        for k in range(1, math.ceil(until / life) + 1)
    )


def herd_wave(rate: float, wave: int) -> float:
    """Renewals per second and client at the top of a wave, counted from 1 (form 7).

    So long as waves don't overlap.
    """
    return rate * math.pow(wave - 1, wave - 1) * math.exp(1 - wave) / math.factorial(wave - 1)


def rush_wait(clients: int, workers: int, service: float) -> float:
    """Mean wait of so many who come at once, at exponential services of mean `service` (form 8).

    Seconds; first come, first served; no more workers than clients.
    """
    spare = clients - workers
    return service * spare * (spare + 1) / (2 * clients * workers)


def rush_length(clients: int, workers: int, service: float) -> float:
    """Mean time until the last of them has been served (form 8), in seconds."""
    harmonic = math.fsum(1 / k for k in range(1, workers + 1))
    return service * ((clients - workers) / workers + harmonic)


def jittered_rush_wait(clients: int, workers: int, service: float, jitter: float) -> float:
    """The longest wait if they come evenly over `jitter` seconds (form 8), in seconds.

    As if they were a fluid: for many clients, and a jitter short enough that workers don't idle.
    """
    return max(0.0, clients * service / workers - jitter)


def outage_share(rate: float, life: float, length: float) -> float:
    """The share of lazy clients that need new tokens during an outage of this length (form 9).

    In the long run, when renewals have evened out.
    """
    mu = lazy_cycle(rate, life)
    if length <= life:
        return length / mu
    return (life - math.expm1(-rate * (length - life)) / rate) / mu


def stolen_access(rate: float, life: float) -> float:
    """How long an access token is good, on average, that is stolen at a moment of chance (form 10).

    From a lazy client in the long run, 0 if it has expired by then. A leeway at the backend is a
    part of `life`: the client too uses its token for that much longer.
    """
    return valid_share(rate, life) * life / 2


def deny_list_delay(life: float, poll: float) -> float:
    """How long a token is good after it was called back, if lists are polled (form 10).

    Called back at a moment of its life, evenly distributed; `poll` is at most `life`. Whatever
    comes first ends it, the next poll or the expiry.
    """
    return poll / 2 - poll**2 / (6 * life)


def stolen_refresh(refresh_life: float) -> float:
    """How long a refresh token can be used that is stolen in the midst of a session (form 11).

    Absolute length, no rotation, the moment evenly distributed. Access tokens got with it may
    live longer.
    """
    return refresh_life / 2


def reuse_delay(rate: float, life: float) -> float:
    """How long until rotation shows a theft, if the thief renews at once (form 11).

    The lazy owner notices at the next renewal; it is the rest of a cycle in the long run.
    """
    square = life**2 + 2 * life / rate + 2 / rate**2
    return square / (2 * lazy_cycle(rate, life))


def race_share(rate: float, latency: float, grace: float = 0.0) -> float:
    """The share of renewals that another one of the same client runs into (form 12).

    `rate` is that of whoever else shares the tokens, without single flight; `latency` is how long
    a renewal is under way; who comes within `grace` of the first is forgiven.
    """
    return -math.expm1(-rate * max(latency - grace, 0.0))


def erlang_c(arrivals: float, service: float, workers: int) -> float:
    """The share of requests that wait at an M/M/c queue (form 13).

    `arrivals` per second at Poisson moments, exponential services of mean `service` seconds. Many
    clients together come at nearly Poisson moments, a few don't: with 10 it is 0.64 for 0.71.
    Raises ValueError if the workers can't keep up.
    """
    load = arrivals * service
    if load >= workers:
        raise ValueError(f"{workers} workers can't keep up with a load of {load:g}")
    blocked = 1.0
    for k in range(1, workers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked / (1 - load / workers * (1 - blocked))


def queue_wait(arrivals: float, service: float, workers: int) -> float:
    """Mean wait there, in seconds, of all requests (form 13)."""
    return erlang_c(arrivals, service, workers) / (workers / service - arrivals)


def key_fetches(rate: float, lifetime: float, horizon: float) -> float:
    """How often a backend reads the JWK Set whose copy is good for `lifetime` seconds.

    Once at the start, and then when a request first needs it after the expiry: form 1, with the
    copy for the token. `rate` is that of all requests together.
    """
    return 1 + math.fsum(
        gamma_cdf(k, rate * (horizon - k * lifetime))
        for k in range(1, math.ceil(horizon / lifetime) + 1)
    )


def lost_share(requests: float, responses: float) -> float:
    """The share of requests without an answer: lost on the way out, or on the way back."""
    return requests + (1 - requests) * responses
