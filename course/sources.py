"""Reads exercises out of solutions/NN_*.py, the sources of the notebooks."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

FOLDER = "solutions"


@dataclass(frozen=True)
class Origin:
    """An exercise as it stands in its source."""

    path: Path
    solved: str
    stub: str
    imports: str
    """The import statements of the notebook up to the exercise."""
    arguments: tuple[str, ...]
    """What the notebook hands to check(), as source text."""


def solutions_folder() -> Path | None:
    """The folder of the sources: beside the course, in an installed one, or above the notebook."""
    here, installed = Path.cwd(), Path(__file__).resolve().parent
    for folder in (installed.parent, installed, here, *here.parents):
        if any((folder / FOLDER).glob("[0-9][0-9]_*.py")):
            return folder / FOLDER
    return None


def source_path(number: str) -> Path | None:
    """The source of the notebook of that number ("06")."""
    folder = solutions_folder()
    found = sorted(folder.glob(f"{number}_*.py")) if folder else []
    return found[0] if found else None


def origin(name: str) -> Origin | None:
    """Where the exercise of that id comes from; None if there is no such source or cell."""
    path = source_path(name[:2])
    if path is None:
        return None
    # The build's own reader, so that a solution is here what it is there.
    from course.builder.markers import solved, text_of, unsolved
    from course.builder.source import parse

    cells = parse(path.read_text(encoding="utf-8"), path.name).cells
    code = [cell for cell in cells if cell.kind == "code"]
    for i, cell in enumerate(code):
        if cell.exercise == name:
            before = [text_of(solved(each.numbered)) for each in code[: i + 1]]
            after = [text_of(solved(each.numbered)) for each in code[i + 1 :]]
            return Origin(
                path=path,
                solved=before[-1],
                stub=text_of(unsolved(cell.numbered)),
                imports="\n".join(_imports(text) for text in before),
                arguments=_check_arguments(name, after),
            )
    return None


def _tree(code: str) -> ast.Module:
    """The code's syntax tree; an empty one for what isn't plain Python (magics)."""
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def _imports(code: str) -> str:
    body = _tree(code).body
    return "\n".join(
        ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)
    )


def _check_arguments(name: str, cells: list[str]) -> tuple[str, ...]:
    """The arguments after the id in the first `check("06.client", …)` of these cells."""
    for code in cells:
        for node in ast.walk(_tree(code)):
            match node:
                case ast.Call(
                    func=ast.Name(id="check"), args=[ast.Constant(value=value), *arguments]
                ) if value == name:
                    return tuple(ast.unparse(argument) for argument in arguments)
    return ()
