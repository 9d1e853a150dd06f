"""Time to crack: the arithmetic, and texts that hold no measurement."""

import math

import pytest

from simulator.views.cracking import (
    STYLES,
    UNIVERSE,
    Guesser,
    Secret,
    half_time,
    rate_in_words,
    time_to_crack,
)

HERE = Guesser("this computer", 123_456.0, measured=True)
CARD = Guesser("one card", 1e9)
WEAK, STRONG = Secret("4 small letters", 4 * math.log2(26)), Secret("32 octets", 256)


def test_half_of_all_secrets_at_so_many_a_second():
    assert half_time(1, 1) == 1
    assert half_time(0, 1) == 0.5
    assert half_time(40, 2**29) == 1024
    assert half_time(4 * math.log2(26), 1) == pytest.approx(26**4 / 2)
    assert half_time(50, 7) / half_time(40, 7) == 1024


def test_what_was_measured_stands_in_no_text():
    slow, fast = (
        time_to_crack([HERE._replace(rate=rate), CARD], [WEAK, STRONG]) for rate in (2e4, 8e6)
    )
    assert slow.alt == fast.alt
    assert slow.title == fast.title
    assert slow.octets() != fast.octets()


def test_the_text_says_who_finds_what():
    picture = time_to_crack([HERE, CARD], [WEAK, STRONG])
    assert picture.title == (
        "Every ten bits more take a thousand times as long to guess: 4 small letters fall at once,"
        " 32 octets never do"
    )
    assert picture.alt == (
        "Time to find a secret by guessing, against its entropy in bits, time in powers of ten."
        " One straight, rising line for each of this computer (measured) and one card (1 billion a"
        " second). Marked are 4 small letters at 19 bits and 32 octets at 256 bits. Guessed within"
        " an hour by one card: 4 small letters. Not in the age of the universe: 32 octets."
    )
    assert half_time(256, CARD.rate) > UNIVERSE


@pytest.mark.parametrize(
    ("guessers", "secrets", "end"),
    [
        ([], [], "to guess"),
        ([HERE], [WEAK], "to guess"),
        ([CARD], [Secret("8 letters", 47.6)], "to guess"),
        ([CARD], [STRONG], "32 octets never fall"),
        ([CARD], [WEAK], "4 small letters fall at once"),
    ],
)
def test_the_title_says_no_more_than_holds(guessers, secrets, end):
    picture = time_to_crack(guessers, secrets)
    assert picture.title.endswith(end)
    assert picture.octets().startswith(b"\x89PNG")


def test_a_title_of_ones_own():
    assert time_to_crack([CARD], [WEAK], "Mine").title == "Mine"


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (7, "7 a second"),
        (1_000, "1 thousand a second"),
        (4_300, "4.3 thousand a second"),
        (430_000, "430 thousand a second"),
        (1.5e9, "1.5 billion a second"),
        (1.5e15, "1.5 million billion a second"),
    ],
)
def test_rates_in_words(rate, words):
    assert rate_in_words(rate) == words


def test_lines_differ_in_more_than_colour():
    for column in range(3):
        assert len({style[column] for style in STYLES}) == len(STYLES)
