"""What must hold whatever people and thieves do: random sequences of calls, under all rules."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.actors.messages import log_out, refresh
from simulator.events import Event
from tests.actors.house import House

RULES = st.fixed_dictionaries(
    {
        "reuse": st.sampled_from(["ignore", "refuse", "revoke_family", "revoke_user"]),
        "grace": st.sampled_from([0.0, 5.0]),
        "grace_answer": st.sampled_from(["same", "new"]),
        "atomic": st.booleans(),
        "store_delay": st.sampled_from([0.0, 0.5]),
        "session_limit": st.sampled_from([None, 1, 2]),
        "revocation": st.sampled_from(["none", "deny_list", "status_list"]),
        "refresh_ttl": st.sampled_from([40.0, 3600.0]),
    }
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["login", "refresh", "refresh", "refresh", "together", "logout"]),
        st.integers(0, 30),
        st.sampled_from([0.0, 0.5, 3.0, 6.0]),
    ),
    min_size=1,
    max_size=25,
)


class Walk:
    """A sequence of calls, with what the caller knows after each."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self.rules = rules
        self.house = House(tokens="lazy", access_ttl=20.0, **rules)
        self.now = 0.0
        self.tokens: list[Any] = []
        self.replaced_by: dict[Any, Any] = {}
        """By refresh token: the tokens that came for it first."""

    def step(self, what: str, number: int, pause: float) -> list[Event]:
        """Do one thing. Returns the rows that it added."""
        self.now += pause
        house, before = self.house, len(self.house.log)
        if what == "login" or not self.tokens:
            self.tokens.append(house.login(self.now, ("ada", "grace")[number % 2])["refresh_token"])
        else:
            token = self.tokens[number % len(self.tokens)]
            if what == "logout":
                house.ask(log_out(token), self.now)
            else:
                shown = [token] * (3 if what == "together" else 1)
                for answer in house.ask_together(map(refresh, shown), self.now):
                    if answer.ok:
                        self.take(token, answer.body)
                self.now += self.rules["store_delay"]
        return [Event(*row) for row in house.log.rows[before:]]  # type: ignore[arg-type]

    def take(self, token: Any, body: Any) -> None:
        """Remember what came for a refresh token."""
        pair = (body["access_token"], body["refresh_token"])
        first = self.replaced_by.setdefault(token, pair)
        if self.exact and first != pair:
            raise AssertionError("grace gave something else than the successor pair")
        if pair[1] not in self.tokens:
            self.tokens.append(pair[1])

    @property
    def exact(self) -> bool:
        """True if the rules leave no way to two refresh tokens in a family."""
        rules = self.rules
        one_writer = rules["atomic"] or not rules["store_delay"]
        one_answer = rules["grace_answer"] == "same" or not rules["grace"]
        return bool(one_writer and one_answer and rules["reuse"] != "ignore")


def live_in(house: House) -> Counter[str]:
    """Refresh tokens that live, by family: issued, and neither superseded nor revoked."""
    family: dict[str, str] = {}
    live: Counter[str] = Counter()
    for event in house.log:
        if event.kind == "issue" and event.detail == "refresh":
            family[event.token] = event.family
            live[event.family] += 1
        elif event.kind in ("supersede", "revoke"):
            live[family[event.token]] -= 1
    return live


def owner(house: House, token: str) -> tuple[str, str]:
    """Whose token it is, and of which family."""
    found = next(e for e in house.told("issue") if e.token == token)
    return found.user, found.family


def check_reuse(walk: Walk, rows: list[Event]) -> None:
    """Another family of the same user is never touched by reuse unless the rule says so."""
    reused = [owner(walk.house, e.token) for e in rows if e.kind == "reuse"]
    for event in rows:
        if event.kind in ("revoke", "deny") and event.detail == "reuse":
            user, family = owner(walk.house, event.token)
            if walk.rules["reuse"] == "revoke_user":
                assert user in {whose for whose, _ in reused}
            else:
                assert walk.rules["reuse"] == "revoke_family"
                assert family in {which for _, which in reused}


@given(RULES, STEPS)
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
def test_whatever_happens(rules, steps):
    walk = Walk(rules)
    for step in steps:
        rows = walk.step(*step)
        check_reuse(walk, rows)
        live = live_in(walk.house)
        families = walk.house.auth_server.families
        assert +live == +Counter({name: len(families[name].live) for name in live})
        assert min(live.values()) >= 0
        if walk.exact:
            assert max(live.values()) <= 1
        if rules["session_limit"] is not None:
            for user in ("ada", "grace"):
                living = families.living(user, walk.now)
                assert len(living) <= rules["session_limit"] or not rules["atomic"]
    issued = [event.token for event in walk.house.told("issue")]
    assert len(issued) == len(set(issued))
    times = [event.t for event in walk.house.log]
    assert times == sorted(times)


def test_the_checks_can_fail():
    """Rules that leave a way to a fork find it, so the walk does get there."""
    walk = Walk({"reuse": "refuse", "store_delay": 0.5, "atomic": False, "session_limit": None,
                 "grace": 0.0, "grace_answer": "same", "revocation": "none",
                 "refresh_ttl": 3600.0})  # fmt: skip
    walk.step("login", 0, 0.0)
    walk.step("together", 0, 1.0)
    assert max(live_in(walk.house).values()) == 3
