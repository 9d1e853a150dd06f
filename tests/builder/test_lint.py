"""Each rule: a source that breaks it is told so with its line, a source that keeps it is not."""

from __future__ import annotations

import pytest

from tests.builder.sources import FRONT, NAME, TITLE, WHOLE, line_of, problems


def markdown(*lines: str) -> str:
    return "\n# %% [markdown]\n" + "\n".join(f"# {line}" for line in lines) + "\n"


def code(*lines: str, keys: str = "") -> str:
    return f"\n# %% {keys}".rstrip() + "\n" + "\n".join(lines) + "\n"


def exercise(*lines: str) -> str:
    """An exercise cell and its check, instead of those of WHOLE."""
    body = code(*lines, keys='exercise="06.client" minutes=8')
    return FRONT + TITLE + body + code('check("06.client", 1)')


BLOCK = ("### BEGIN SOLUTION", "x = 1", "### END SOLUTION")

# (what is added to or put in place of a good source, a piece of the line, a piece of the message)
ADDED = [
    pytest.param(markdown("#### Deeper"), "# #### Deeper", "skipped: 4 after 2", id="heading-skip"),
    pytest.param(markdown("# Again"), "# # Again", "second level-1", id="two-titles"),
    pytest.param(markdown("Again", "====="), "# Again", "second level-1", id="underlined-title"),
    pytest.param(markdown("![](a.png)"), "![](a.png)", "without alt text", id="image"),
    pytest.param(markdown('<img src="a.png">'), "<img", "without alt text", id="img"),
    pytest.param(markdown('<img alt="" src="a.png">'), "<img", "without alt", id="img-empty-alt"),
    pytest.param(markdown("```mermaid", "graph LR", "```"), "```mermaid", "accTitle", id="mermaid"),
    pytest.param(markdown("```python", "x = 1"), "```python", "not closed", id="fence"),
    pytest.param(markdown("You simply ask."), "simply", "leave out 'simply'", id="simply"),
    pytest.param(markdown("Just ask."), "# Just", "leave out 'Just'", id="just"),
    pytest.param(markdown("## Obviously"), "Obviously", "leave out", id="obviously-heading"),
    pytest.param(markdown("{{quiz 06.q9}}"), "06.q9", "did you mean 06.q1?", id="quiz-line"),
    pytest.param(markdown("{{quizz 06.q1}}"), "quizz", "is known", id="curly-typo"),
    pytest.param(markdown("See {{quiz 06.q1}} now"), "See", "line of its own", id="curly-inline"),
    pytest.param(
        markdown('Ask `hint("06.cleint")`.'), "cleint", "did you mean 06.client?", id="prose-hint"
    ),
    pytest.param(code("plt.plot(x)"), "plt.plot", "alt=", id="pyplot"),
    pytest.param(code("fig.savefig('a.png')"), "savefig", "alt=", id="savefig"),
    pytest.param(code("fig = Figure()", "show(fig)"), "Figure()", "alt=", id="figure"),
    pytest.param(
        code("try:", "    run()", "except Exception:", "    pass"), "except", "swallows", id="pass"
    ),
    pytest.param(
        code("try:", "    x = 1", "except:", "    x = 2"), "except:", "swallows", id="bare"
    ),
    pytest.param(code("import asyncio", "asyncio.run(f())"), "asyncio.run", "await", id="asyncio"),
    pytest.param(
        code("loop.run_until_complete(f())"), "run_until", "await", id="run-until-complete"
    ),
    pytest.param(code("y = '" + "x" * 95 + "'"), "xxxx", "line of 101", id="long-line"),
    pytest.param(code("# %pip install x"), "%pip", "magics", id="magic"),
    pytest.param(code("def f(:"), "def f(:", "does not compile", id="syntax"),
    pytest.param(code("x = '\\d'"), "\\d", "does not compile", id="invalid-escape"),
    pytest.param(code('check("06.nobody", 1)'), "nobody", "did you mean", id="unknown-check"),
    pytest.param(code('check("07.renew", 1)'), "renew", "no cell here has", id="foreign-check"),
    pytest.param(code('hint("06.nobody")'), "nobody", "did you mean", id="unknown-hint"),
    pytest.param(code('use("06.nobody", f)'), "nobody", "did you mean", id="unknown-use"),
    pytest.param(code('quiz("06.q9", "b")'), "06.q9", "did you mean", id="unknown-quiz"),
    pytest.param(code('quiz("06.q1", "a")'), '"a")', "is 'b', not 'a'", id="wrong-answer"),
    pytest.param(code('quiz("06.q1", "?")'), '"?")', "no choice '?'", id="no-answer"),
    pytest.param(code("### BEGIN SOLUTION", "x = 1"), "# %%", "", id="unclosed-outside"),
    pytest.param(
        code("x = 1", keys='excercise="06.client"'), "excercise", "mean exercise?", id="key"
    ),
    pytest.param(
        code("x = 1", keys='tags=["instrutor"]'), "instrutor", "mean instructor?", id="tag"
    ),
    pytest.param(code("x = 1", keys='tags="instructor"'), 'tags="', "list of strings", id="tags"),
    pytest.param(code("x = 1", keys="A title"), "A title", 'key="value"', id="cell-title"),
    pytest.param(code("x = 1", keys="[raw]"), "[raw]", "not supported", id="raw"),
    pytest.param(
        code("x = 1", keys="minutes=5"), "minutes=5", "belongs to an exercise", id="stray"
    ),
    pytest.param("\n# %% [markdown]\nno sign\n", "no sign", "begins with", id="uncommented"),
    pytest.param(
        code("x = 1", keys='exercise="06.client" minutes=8'), '"06.client" minutes', "", id="twice"
    ),
]


@pytest.mark.parametrize(("added", "piece", "message"), ADDED)
def test_told_with_its_line(added, piece, message):
    text = WHOLE + added
    found = problems(text)
    offset = WHOLE.count("\n")
    line = offset + next(i for i, row in enumerate(added.split("\n"), 1) if piece in row)
    assert [p for p in found if p.line >= line and message in p.message], found
    assert all(p.line >= offset for p in found), "and nothing else is told"
    assert str(found[0]).startswith(f"solutions/{NAME}:")


ALLOWED = [
    markdown("### Deeper", "", "## Back"),
    markdown(
        "![one bar each](a.png)",
        '<img src="a.png" alt="one bar each">',
        "`![](x)` and `<img>` in code",
    ),
    markdown("```mermaid", "graph LR", "accTitle: who asks whom", "```"),
    markdown("> it is just a token", "", "`just` and ``simply ` just`` are words; adjust, justice"),
    markdown("```text", "# no heading", "obviously {{x}}", "```"),
    markdown("~~~", "```", "~~~"),
    markdown("1. ask", "", "    ```text", "    just so", "    ```"),
    markdown("| a | b |", "|---|---|", "| 1 | 2 |"),
    markdown("`{{quiz 06.q1}}` shows a quiz"),
    code("fig = Figure()", "show(fig, alt='one bar each')"),
    code("try:", "    x()", "except ValueError:", "    pass"),
    code("try:", "    x()", "except Exception as error:", "    print(error)"),
    code("answer = await ask()"),
    code("y = '" + "x" * 94 + "'"),
    code("plt.plot(", keys='tags=["raises-exception"]'),
    code("\n".join(f"x{i} = {i}\n" for i in range(15))),
    code('hint("06.client")'),
    markdown("# A title of the teacher's", "#### deep", "").replace(
        "[markdown]", '[markdown] tags=["instructor"]'
    ),
]


@pytest.mark.parametrize("added", ALLOWED)
def test_allowed(added):
    assert problems(WHOLE + added) == []


@pytest.mark.parametrize(
    ("lines", "row", "message"),
    [
        (BLOCK[:2], 1, "not closed"),
        (BLOCK[1:], 2, "without ### BEGIN"),
        ((BLOCK[0], *BLOCK), 2, "inside the one opened"),
        (("# BEGIN SOLUTION", "x = 1", "### END SOLUTION"), 1, "write the marker as"),
        (("### Begin Solution", "x = 1", "### END SOLUTION"), 1, "write the marker as"),
        (("if x:", *BLOCK), 3, "does not compile"),
        (("x = 1",), 0, "has no ### BEGIN SOLUTION"),
        ((*BLOCK, *["y = 2"] * 25), 0, "code cell of 26 lines: at most 25"),
    ],
)
def test_markers(lines, row, message):
    text = exercise(*lines)
    start = line_of(text, 'exercise="')
    assert any(p.line == start + row and message in p.message for p in problems(text))


def test_markers_allowed():
    assert problems(exercise("if True:", "    " + "\n    ".join(BLOCK), "", *BLOCK)) == []
    assert problems(exercise(*BLOCK, *["y = 2"] * 24)) == []


def test_too_long_a_cell_counts_lines_that_are_not_blank():
    text = WHOLE + code(*["x = 1", ""] * 16)
    (found,) = problems(text)
    assert "code cell of 16 lines: at most 15" in found.message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('check("06.client", client)', "client()", "exercise 06.client is not checked"),
        ('exercise="06.client"', 'exercise="06.cleint"', "did you mean 06.client?"),
        ('exercise="06.client"', 'exercise="07.renew"', "not of this notebook (06"),
        ('exercise="06.client"', 'exercise="06-client"', "not of the form 06.name"),
        (" minutes=8", "", "exercise 06.client lacks minutes"),
        ("minutes=8", "minutes=0", "whole number above 0"),
        ("minutes=8", 'minutes="8"', "whole number above 0"),
        ("minutes=8", "minutes=31", "exercises take 31 minutes, the whole notebook 30"),
        ("minutes=8", "minutes", 'key="value"'),
        ("# # 6. How does it travel?", "# ## 6. How does it travel?", "first cell begins with"),
        ("# # 6. How does it travel?", "# Hello", "first cell begins with"),
        ("# # 6. How does it travel?", "# # 6. Another", "'How does it travel?' in the front"),
        ("#   minutes: 30\n", "", "front matter lacks minutes"),
        ("minutes: 30", "minutes: half an hour", "front matter minutes: Input should be"),
        ("minutes: 30", "minutes: -1", "greater than 0"),
        ("minutes: 30", "minuts: 30", "did you mean minutes?"),
        ("minutes: 30", "minutes: 30\n#   minutes: 40", "names 'minutes' twice"),
        ("minutes: 30", "minutes: 30\n#   if_short_skip: [06.other]", "no exercise 06.other"),
        ("minutes: 30", "minutes: 30\n#   recall: [06.q7]", "did you mean 06.q1?"),
        ("part: II", "part: [", "front matter is not YAML"),
        ("# course:", "# curse:", "did you mean course?"),
        ('["Who asks, and whom?"]', "[Who asks, and whom?]", "quote texts"),
        ('["Who asks, and whom?"]', "[Who asks, and]", "quote a text"),
        ('["Who asks, and whom?"]', "[]", "at least 1 item"),
        ("[write a client]", "[just write]", "leave out 'just'"),
        ("# ---\n\n", "\n\n", "not closed"),
        ("# ---\n# course", "# course", "must begin with front matter"),
        ("# ---\n\n# %% [markdown]", "# ---\n\nimport os\n\n# %% [markdown]", "before the first"),
        ('quiz("06.q1", "b")', 'quiz("06.q1", answer="b")', "so that its answer can be hidden"),
        ('quiz("06.q1", "b")', "", "empty cell"),
    ],
)
def test_whole_source(old, new, message):
    assert WHOLE.count(old) == 1
    text = WHOLE.replace(old, new)
    assert any(message in p.message for p in problems(text)), problems(text)


@pytest.mark.parametrize(
    ("old", "new", "piece"),
    [
        ("minutes: 30", "minutes: -1", "minutes: -1"),
        ("part: II", "prat: II", "prat: II"),
        ("[write a client]", "\n#     - write a client\n#     - just write", "just write"),
    ],
)
def test_front_matter_errors_have_their_line(old, new, piece):
    text = WHOLE.replace(old, new)
    assert line_of(text, piece) in [p.line for p in problems(text)]


def test_check_must_come_later():
    early = 'check("06.client", 1)\n'
    text = WHOLE.replace('check("06.client", client)\n', "client()\n")
    text = text.replace("check = hint", early + "check = hint")
    assert "is not checked" in problems(text)[0].message


SHOWS = code("show(1)")
ANSWERED = 'quiz("06.q1", "b")'


@pytest.mark.parametrize("skipped", [ANSWERED, 'check("06.client", client)'])
def test_what_later_cells_use_is_not_imported_where_one_may_skip_it(skipped):
    imports = "from course import quiz, show"
    text = WHOLE.replace(skipped, f"{imports}\n\n{skipped}") + SHOWS
    found = [problem for problem in problems(text) if "may skip it" in problem.message]
    assert found
    assert {problem.line for problem in found} == {line_of(text, imports)}
    assert any(problem.message.startswith("show is imported") for problem in found)


def test_what_everybody_imports_may_be_imported_once_more():
    once = WHOLE.replace("check = hint", "from course import show\n\ncheck = hint")
    again = once.replace(ANSWERED, f"from course import show\n\n{ANSWERED}") + SHOWS
    assert problems(once + SHOWS) == problems(again) == []


def test_whole_is_clean():
    assert problems(WHOLE) == []
    skip = "minutes: 30\n#   if_short_skip: [06.client]\n#   recall: [06.q1]"
    assert problems(WHOLE.replace("minutes: 30", skip)) == []
    assert problems(WHOLE.replace("# course:", "# jupytext: {x: 1}\n# course:")) == []


def test_title_may_quote_the_learner():
    assert problems(WHOLE.replace("How does it travel?", "Why not just ask?")) == []


@pytest.mark.parametrize("name", ["6_travel.py", "travel.py", "06_Travel.py", "06-travel.py"])
def test_file_name(name):
    assert any("NN_slug.py" in p.message for p in problems(WHOLE, name))


def test_empty_source_is_told():
    assert [p.message for p in problems("")]
    assert any("no cells" in p.message for p in problems(FRONT))


def test_several_at_once_in_order():
    text = WHOLE.replace("minutes: 30", "minutes: 0") + markdown("Just") + code("asyncio.run(x)")
    assert [p.line for p in problems(text)] == sorted(p.line for p in problems(text))
    assert len(problems(text)) == 3
