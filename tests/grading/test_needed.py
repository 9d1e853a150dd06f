"""Which statements of a notebook an answer needs, and what is made of its magics."""

from __future__ import annotations

import pytest

from course.grading.cells import as_python
from course.grading.needed import names_used, needed, statements


def kept(notebook: str, answer: str) -> str:
    """What of a notebook runs before an answer."""
    import ast

    chosen = needed(statements(notebook, "<notebook>"), names_used(answer))
    return "\n".join(ast.unparse(each.node) for each in chosen)


@pytest.mark.parametrize(
    ("notebook", "answer", "runs"),
    [
        ("import re\nslow()", "def f(): return 1", ""),
        ("import re\nimport json", "def f(): return re.compile('x')", "import re"),
        ("from a import b as c", "c", "from a import b as c"),
        ("a = 1\nb = a\nc = 2", "b", "a = 1\nb = a"),
        ("def f():\n    return g()\ng = 5", "f()", "def f():\n    return g()\ng = 5"),
        ("a = 1", "def f(a): return a", ""),
        ("a = 1", "def f():\n    a = 2\n    return a", ""),
        ("a = 1", "def f():\n    def g(): return a\n    return g", "a = 1"),
        ("d = {}\nd['x'] = 1\nd.clear()\nprint(d)", "d", "d = {}\nd['x'] = 1\nd.clear()"),
        ("a.b.c = 5\na[0][1] += 2", "a", "a.b.c = 5\na[0][1] += 2"),
        ("l = []\nfor i in x:\n    l.append(i)", "l", "l = []\nfor i in x:\n    l.append(i)"),
        ("len = 5", "len('x')", ""),
        (
            "try:\n    import z\nexcept ImportError:\n    z = 0",
            "z",
            "try:\n    import z\nexcept ImportError:\n    z = 0",
        ),
        ("with w() as f:\n    pass", "f", "with w() as f:\n    pass"),
    ],
)
def test_needed(notebook: str, answer: str, runs: str) -> None:
    assert kept(notebook, answer) == runs


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("x = 1", "x = 1"),
        ("%%time\nx = 1", "#\nx = 1"),
        ("%%bash\nrm -rf x", ""),
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if x:\n    !ls {x}\n    y?", "if x:\n    pass\n    pass"),
        ("%time x = f()", "x = f()"),
        ("found = !ls", "found = None"),
        ("x = (", "x = ("),
        ("%ls\nx = (", "%ls\nx = ("),
        ("text = '''\n%ls\n'''", "text = '''\n%ls\n'''"),
        ("x = a %\\\nb", "x = a %\\\nb"),
    ],
)
def test_magics(text: str, python: str) -> None:
    assert as_python(text) == python
