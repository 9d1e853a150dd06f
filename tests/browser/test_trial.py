"""The ways work for Ada, and each attack gets what its mechanism says, and no more."""

from __future__ import annotations

import pytest

from simulator.actors.messages import Request, Response
from simulator.actors.policy import Policy
from simulator.browser import ATTACKS, KINDS, Town, attempt, bff, memory, try_all, usual_ways
from simulator.browser.attacks import Attack
from simulator.browser.film_site import TokenCookies
from simulator.browser.login_site import FILMS
from simulator.browser.mallory import HERS
from simulator.browser.ways import Way, from_own_page

BY_NAME = {attack.name: attack for attack in ATTACKS}
WAYS = {way.name: way for way in usual_ways()}


def change_address(town):
    """Ada logs in and changes her address herself."""
    app = town.ada_logs_in().app
    assert app is not None
    return app.ask("POST", "/api/address", {"address": "ada@home.example"})


IDLE = Attack("nobody does anything", "from outside", lambda town: None)


@pytest.fixture(scope="module")
def table():
    return try_all()


def kinds(table, attack):
    return {
        way: table[way, attack].kind for way in table.ways if table[way, attack].kind != "nothing"
    }


@pytest.mark.parametrize("way", usual_ways(), ids=lambda way: way.name)
def test_each_way_serves_ada_for_an_evening(way):
    outcome = attempt(way, IDLE)
    assert (outcome.kind, outcome.noticed) == ("nothing", False)


@pytest.mark.parametrize("way", usual_ways(), ids=lambda way: way.name)
@pytest.mark.parametrize("remembers", [True, False])
def test_only_memory_needs_a_login_after_a_reload(way, remembers):
    town = Town(way, remembers=remembers)
    town.ada_logs_in()
    for _ in range(3):
        town.ada_reloads()
        assert town.ada_asks().ok
    again = 3 if way.name == "memory" and not remembers else 0
    assert town.login.passwords == 1 + again


def test_a_wrong_password_opens_nothing():
    town = Town(WAYS["BFF"])
    page = town.browser.open(f"{FILMS}/login")
    form = {**page.answer.body["asked"], "username": "ada", "password": "guess"}
    assert page.submit("/authorize", form).answer.status == 401
    assert town.browser.open(FILMS).fetch("/api/films").status == 401


def test_a_note_counts_once_and_for_one_user():
    faces = Town(memory()).login.users
    note = faces.note("ada")
    assert not faces.password_is("mallory", note)
    note = faces.note("ada")
    assert faces.password_is("ada", note)
    assert not faces.password_is("ada", note)


def test_a_code_of_mallorys_logs_nobody_in():
    town = Town(WAYS["BFF"])
    assert town.browser.open(f"{FILMS}/callback?code=x&state=y").answer.status == 400


def test_what_a_script_can_read_is_stolen(table):
    assert set(kinds(table, "script reads once")) == {"localStorage", "bare cookie"}


def test_who_uses_a_refresh_token_while_ada_does_is_found_out(table):
    impatient = table["localStorage", "script reads once"]
    patient = table["localStorage", "script listens, Mallory waits"]
    assert impatient.noticed
    assert impatient.afterwards == 0
    assert not patient.noticed
    assert patient.afterwards == pytest.approx(3.5 * 3600, abs=301)


def test_a_listener_gets_the_access_token_out_of_memory_and_no_more(table):
    outcome = table["memory", "script listens, Mallory waits"]
    assert outcome.kind == "stolen"
    assert 0 < outcome.afterwards <= 300


def test_a_login_of_its_own_needs_a_public_client_and_a_browser_that_is_known(table):
    name = "script logs in anew"
    assert set(kinds(table, name)) == {"localStorage", "memory"}
    assert attempt(memory(), BY_NAME[name], remembers=False).kind == "nothing"


def test_acting_in_the_page_always_works(table):
    assert kinds(table, "script acts in the page") == dict.fromkeys(table.ways, "acted")


def test_forms_need_a_cookie_that_the_browser_sends(table):
    assert set(kinds(table, "foreign form, 1 min after login")) == {"bare cookie"}
    assert kinds(table, "foreign form, 12 min after") == {}
    elsewhere = try_all(default_same_site="none")
    assert set(kinds(elsewhere, "foreign form, 12 min after")) == {"bare cookie"}


def test_same_site_is_not_same_origin(table):
    assert set(kinds(table, "form on a sister subdomain")) == {"bare cookie", "HttpOnly cookie"}
    assert attempt(bff(), BY_NAME["form on a sister subdomain"]).kind == "forged"


def test_host_prefix_and_secure(table):
    assert set(kinds(table, "listener in the café")) == {"bare cookie"}
    assert set(kinds(table, "sister plants a cookie")) == {"bare cookie", "HttpOnly cookie"}


def test_the_same_seed_gives_the_same_table(table):
    assert try_all().outcomes == table.outcomes
    assert {each.kind for each in table.outcomes} <= set(KINDS)
    assert "localStorage" in repr(table)


def test_lifetimes_bound_what_a_stolen_token_is_worth():
    short = Policy(algorithm="ES256", access_ttl=60.0, refresh_ttl=7200.0)
    listening = BY_NAME["script listens, Mallory waits"]
    assert attempt(memory(), listening, policy=short).afterwards <= 60
    assert attempt(WAYS["localStorage"], listening, policy=short).until <= 7200 + 60


def test_a_check_that_raises_refuses_and_is_remembered():
    def broken(request):
        raise KeyError("Origin")

    town = Town(bff(allow=broken))
    assert change_address(town).status == 403
    assert len(town.films.mistakes) == 1
    assert town.ada_asks().ok


def test_a_site_that_lets_everybody_read_is_read():
    careless = {"Access-Control-Allow-Origin": HERS, "Access-Control-Allow-Credentials": "true"}

    class Careless(TokenCookies):
        attributes = "Path=/; Secure; HttpOnly; SameSite=None"

        def api(self, request: Request, now: float) -> Response:
            answer = super().api(request, now)
            return answer._replace(headers={**answer.headers, **careless})

    outcome = attempt(Way("careless", Careless), BY_NAME["foreign script reads films"])
    assert outcome.kind == "read"


@pytest.mark.parametrize("modern", [True, False])
def test_the_check_of_the_course_lets_the_own_page_pass(modern):
    town = Town(bff(allow=from_own_page), fetch_metadata=modern)
    assert change_address(town).ok
