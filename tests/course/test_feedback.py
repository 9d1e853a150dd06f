"""Feedback and the Markdown it is written in: three faces, nothing let through."""

from __future__ import annotations

import ast
import html.parser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import course
from course.feedback import LOOKS, Feedback
from course.markup import fence, span, to_html, to_text

LIGHT, DARK = "#FFFFFF", "#111111"


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("page", [LIGHT, DARK])
def test_borders_stand_out_on_light_and_dark_pages(look: object, page: str) -> None:
    assert contrast(look.colour, page) >= 3  # type: ignore[attr-defined]


def test_outcomes_differ_by_symbol_and_word() -> None:
    assert len({look.symbol for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.word for look in LOOKS.values()}) == len(LOOKS)


def test_three_faces() -> None:
    feedback = Feedback("not_yet", "Use `<` and **not** `>`.\n\n```python\na < b\n```")
    assert str(feedback) == "△ Not yet. Use `<` and not `>`.\n\n    a < b"
    assert repr(feedback) == str(feedback)
    assert feedback._repr_markdown_().startswith("**△ Not yet.** Use `<` and **not** `>`.\n\n```")
    page = feedback._repr_html_() or ""
    assert page.startswith('<div role="status" style="border-left: 6px solid #D55E00')
    assert '<span aria-hidden="true">△</span> Not yet.</strong> Use <code>&lt;</code>' in page
    assert "<pre><code>a &lt; b</code></pre>" in page
    assert "; color:" not in page


def test_no_message_and_a_message_that_begins_with_a_block() -> None:
    assert str(Feedback("correct", "")) == "✓ Correct."
    assert Feedback("correct", "")._repr_markdown_() == "**✓ Correct.**"
    assert str(Feedback("note", "- a\n- b", title="Two")) == "› Two.\n\n- a\n- b"
    assert "\n\n```" in Feedback("note", "```\nx\n```").markdown


def test_only_correct_is_true() -> None:
    assert [state for state in LOOKS if Feedback(state, "x")] == ["correct"]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("a\nb\n\nc", "<p>a b</p>\n<p>c</p>"),
        ("- a\n- `b`\n  more", "<ul><li>a</li><li><code>b</code> more</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        (
            "**bold `x`** and *soft*",
            "<p><strong>bold <code>x</code></strong> and <em>soft</em></p>",
        ),
        ("2 * 3 * 4 and a*b*c", "<p>2 * 3 * 4 and a*b*c</p>"),
        ("`` a`b ``", "<p><code>a`b</code></p>"),
        ("<script>x</script> & co", "<p>&lt;script&gt;x&lt;/script&gt; &amp; co</p>"),
        ("[x](javascript:1)", "<p>[x](javascript:1)</p>"),
        ("````\n```\n````\nafter", "<pre><code>```</code></pre>\n<p>after</p>"),
        ("```\nnever closed", "<pre><code>never closed</code></pre>"),
        ("", ""),
    ],
)
def test_markup(text: str, page: str) -> None:
    assert to_html(text) == page


def test_text_face_of_lists() -> None:
    assert to_text("Two:\n- **a**\n- *b*\n\n1. c") == "Two:\n\n- a\n- b\n\n1. c"


ALLOWED = {"p", "ul", "ol", "li", "pre", "code", "strong", "em"}


class Reader(html.parser.HTMLParser):
    """Collects the text and checks the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in ALLOWED
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(alphabet="ab `*<>&\"'-1.\n#[](){}/\\"))
def test_any_text_gives_well_formed_html_with_few_tags(text: str) -> None:
    reader = Reader()
    reader.feed(to_html(text))
    reader.close()
    assert reader.open == []


@given(st.text(alphabet="ab `*<>&-\n").filter(lambda text: text.strip()))
def test_spans_and_fences_hold_what_they_are_given(text: str) -> None:
    inline = Reader()
    inline.feed(to_html("x " + span(text)))
    assert inline.text.split() == ["x", *text.split()]
    block = Reader()
    block.feed(to_html(fence(text)))
    assert block.text.strip("\n") == text.strip("\n")


@pytest.mark.parametrize("name", ["__init__", "environment", "feedback", "markup"])
def test_old_pythons_can_read_what_tells_them_that_they_are_old(name: str) -> None:
    text = (Path(course.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 8))
