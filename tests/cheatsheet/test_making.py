"""The files: made from today's data, the same each time, whole, and fit to be printed."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

from course.cheatsheet import making, text
from course.cheatsheet.__main__ import DOCS, main
from course.cheatsheet.checklist import STEPS
from course.cheatsheet.errors import ADVICE
from course.cheatsheet.page import HIGH, PARTS, WIDE, pages
from simulator.actors.presets import PRESETS

SMALLEST = 8.0
"""Points: what can be read on paper."""


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return making.files()


def test_what_is_committed_is_up_to_date():
    assert making.stale(DOCS) == [], "run `make cheatsheet`"


def test_the_same_octets_each_time(made: dict[str, bytes]):
    assert making.files() == made


def test_no_date_and_no_release_stands_in_them(made: dict[str, bytes]):
    for name in (making.PDF, *text.PICTURES):
        assert not re.search(rb"CreationDate|ModDate|tIME|Matplotlib", made[name])


def test_the_pdf_has_two_pages_of_a4(made: dict[str, bytes]):
    octets = made[making.PDF]
    assert octets.startswith(b"%PDF-")
    assert octets.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", octets)) == 2
    (box,) = set(re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", octets))
    assert (float(box[0]), float(box[1])) == pytest.approx((WIDE * 72, HIGH * 72), abs=0.01)
    assert pytest.approx((210 / 25.4, 297 / 25.4), abs=0.01) == (WIDE, HIGH)


@pytest.mark.parametrize("page", pages(), ids=["1", "2"])
def test_words_are_large_enough_on_the_paper_and_do_not_overlap(page):
    figure = page.figure
    figure.canvas.draw()
    words = [each for each in figure.findobj(Text) if each.get_text().strip()]
    assert min(each.get_fontsize() for each in words) >= SMALLEST
    boxes = [each.get_window_extent() for each in words]
    for box in boxes:
        assert box.x0 >= 0.4 * 100
        assert box.x1 <= (WIDE - 0.4) * 100
        assert box.y0 >= 0.3 * 100
        assert box.y1 <= (HIGH - 0.3) * 100
    lines = [(box.x0, box.y0, box.x1, box.y1, each) for box, each in zip(boxes, words, strict=True)]
    for place, (x0, y0, x1, y1, first) in enumerate(lines):
        for other in lines[place + 1 :]:
            wide = min(x1, other[2]) - max(x0, other[0])
            high = min(y1, other[3]) - max(y0, other[1])
            assert wide < 1.5 or high < 3, (first.get_text(), other[4].get_text())


def test_black_on_white_is_enough(made: dict[str, bytes]):
    """Printed without colour, letters and signs are still there."""
    for name in text.PICTURES:
        grey = Image.open(io.BytesIO(made[name])).convert("L")
        dark = sum(grey.histogram()[:110])
        assert 0.01 < dark / (grey.width * grey.height) < 0.2


def test_the_parts_have_their_colours_on_the_picture(made: dict[str, bytes]):
    picture = Image.open(io.BytesIO(made[text.PICTURES[0]])).convert("RGB")
    colours = {colour for _, colour in picture.getcolors(1000) or ()}
    for part in PARTS.values():
        wanted = to_rgb(part.fill)
        assert tuple(round(255 * each) for each in wanted) in colours, part.fill


def test_the_page_in_markdown_says_all_of_it_in_words(made: dict[str, bytes]):
    page = made[making.PAGE].decode()
    alts = re.findall(r"!\[([^\]]+)\]\((\S+)\)", page)
    assert [name for _, name in alts] == list(text.PICTURES)
    assert all(len(alt) > 300 for alt, _ in alts)
    for step in STEPS:
        assert f"| {step.check} |" in page
    for advice in ADVICE:
        assert f"| {advice.answer} | {advice.means} | {advice.do} |" in page
    for preset in PRESETS:
        assert f"| {preset.name} |" in page
    assert not re.search(r"\b(simply|just|obviously)\b", page, re.IGNORECASE)
    tables = [line.count(" | ") for line in page.split("\n") if line.startswith("| ")]
    assert all(tables)


def test_the_command_writes_checks_and_says_what_is_stale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["--out", str(tmp_path), "--check"]) == 1
    assert capsys.readouterr().err.count("out of date; run `make cheatsheet`") == 4
    assert main(["--out", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [making.PDF, making.PAGE, *text.PICTURES]
    )
    assert main(["--out", str(tmp_path), "--check"]) == 0
    (tmp_path / making.PAGE).write_text("older")
    (tmp_path / text.PICTURES[1]).write_bytes(b"drawn from 0123456789abcdef")
    capsys.readouterr()
    assert main(["--out", str(tmp_path), "--check"]) == 1
    told = capsys.readouterr().err
    assert making.PAGE in told
    assert text.PICTURES[1] in told
    assert making.PDF not in told


def test_wrong_use_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--out", str(tmp_path / "nowhere")]) == 2
    assert "is no folder" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stop:
        main(["--colour"])
    assert stop.value.code == 2
