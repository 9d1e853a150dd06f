"""The picture of signature algorithms: lengths by hand, and no measured figure in its text."""

from __future__ import annotations

import pytest
from matplotlib.patches import Rectangle

from simulator.views.algorithms import Algorithm, algorithms, said

ROWS = [
    Algorithm("HS256", "shared secret", 100, 32, 1.61, 1.72),
    Algorithm("RS256", "key pair", 100, 256, 282.4, 18.5),
    Algorithm("EdDSA", "key pair", 100, 64, 27.7, 88.9),
    Algorithm("SLH-DSA-128s", "post-quantum", 100, 7856),
]


def test_length_of_a_token():
    """RFC 4648: three octets are four characters, and what is left one or two is two or three."""
    by_octets = {0: 0, 1: 2, 2: 3, 3: 4, 32: 43, 64: 86, 256: 342, 7856: 10475}
    for octets, characters in by_octets.items():
        assert Algorithm("x", "key pair", 100, octets).token == 100 + 1 + characters


def test_the_bars_are_as_long_as_the_tokens():
    lengths = algorithms(ROWS).figure.axes[0]
    bars = [patch for patch in lengths.patches if isinstance(patch, Rectangle)]
    ends = {bar.get_x() + bar.get_width() for bar in bars}
    assert {row.token for row in ROWS} <= ends


def test_title_and_text_hold_the_lengths_and_no_measured_figure():
    picture = algorithms(ROWS)
    assert picture.title == (
        "The signature makes the length: 144 characters with HS256, 10,576 with SLH-DSA-128s"
    )
    assert picture.alt == (
        "Signature algorithms side by side, for a token of the same claims. Shared secret,"
        " characters of the token: HS256 144. Key pair, characters of the token: RS256 443 and"
        " EdDSA 187. Post-quantum, characters of the token: SLH-DSA-128s 10,576. Beside the"
        " lengths: microseconds that signing and verifying took on this computer, for HS256, RS256"
        " and EdDSA. No cookie of 4,096 octets holds a token of SLH-DSA-128s."
    )
    slower = [row._replace(sign=9e9, verify=1e-3) if row.sign else row for row in ROWS]
    assert algorithms(slower).alt == picture.alt


def test_each_time_stands_at_its_mark():
    speeds = algorithms(ROWS).figure.axes[1]
    written = [text.get_text() for text in speeds.texts]
    assert written == ["1.6", "1.7", "280", "18", "28", "89", "not measured here"]


def test_shapes_differ_where_colours_do():
    lengths, speeds = algorithms(ROWS).figure.axes
    hatches = {patch.get_facecolor(): patch.get_hatch() for patch in lengths.patches}
    assert len(set(hatches.values())) == len(hatches)
    markers = {line.get_color(): line.get_marker() for line in speeds.lines}
    assert len(set(markers.values())) == len(markers) == 2


def test_lengths_alone_make_a_picture_too():
    picture = algorithms([Algorithm("ML-DSA-44", "post-quantum", 100, 2420)])
    assert "microseconds" not in picture.alt
    assert "cookie" not in picture.alt


def test_nothing_to_draw_is_said():
    with pytest.raises(ValueError, match="no algorithms"):
        algorithms([])


def test_two_digits():
    assert [said(time) for time in (0.123, 1.61, 23.4, 282.4, 1234.5)] == [
        "0.12", "1.6", "23", "280", "1,200",
    ]  # fmt: skip
