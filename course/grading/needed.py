"""Which statements of a notebook an answer needs: those that define the names it uses.

So a notebook's simulated evenings are run only where an answer looks at their results.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

BUILT_IN = frozenset(dir(builtins))


@dataclass(frozen=True)
class Statement:
    """A statement at the top level of a cell; `file` is the cell's name in tracebacks."""

    node: ast.stmt
    file: str
    binds: frozenset[str]
    uses: frozenset[str]
    piece: int = 0
    """Which piece of the learner's notebook it stands in."""

    def compiled(self) -> object:
        """The statement's code. Raises SyntaxError for a `return` outside, and the like."""
        return compile(ast.Module([self.node], []), self.file, "exec")


@lru_cache(maxsize=4096)
def statements(text: str, file: str) -> tuple[Statement, ...]:
    """The statements of a cell. Raises SyntaxError, and what else a mad text makes Python raise."""
    return tuple(
        Statement(node, file, _bound(node), _used(ast.unparse(node)))
        for node in ast.parse(text).body
    )


def names_used(text: str) -> frozenset[str]:
    """The names from elsewhere that a cell uses. Raises as `statements` does."""
    return _used(text)


def needed(available: Sequence[Statement], names: Iterable[str]) -> list[Statement]:
    """Those of the statements that define the names, or what these need; in their order."""
    wanted = set(names) - BUILT_IN
    chosen: set[int] = set()
    while True:
        more = {i for i, each in enumerate(available) if i not in chosen and each.binds & wanted}
        if not more:
            return [available[i] for i in sorted(chosen)]
        chosen |= more
        wanted |= frozenset[str]().union(*(available[i].uses for i in more)) - BUILT_IN


def _used(text: str) -> frozenset[str]:
    """The module's names that the code looks up, also from within functions."""
    found: set[str] = set()
    top = symtable.symtable(text, "<cell>", "exec")
    tables = [top]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (table is top or symbol.is_global()):
                found.add(symbol.get_name())
    return frozenset(found)


def _bound(node: ast.stmt) -> frozenset[str]:
    """The module's names that a statement binds or changes."""
    found: set[str] = set()
    top = symtable.symtable(ast.unparse(node), "<cell>", "exec")
    for symbol in top.get_symbols():
        if symbol.is_assigned() or symbol.is_imported():
            found.add(symbol.get_name())
    return frozenset(found | {_root(each) for each in _changed(node)} - {""})


def _changed(node: ast.stmt) -> Iterable[ast.expr]:
    """What a statement changes in place: `table["a"] = 1`, `ada.age = 7`, `ring.add(key)`."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for part in ast.walk(node):
        match part:
            case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
                yield part
            case ast.Expr(value=ast.Call(func=ast.Attribute() as method)):
                yield method


def _root(part: ast.expr) -> str:
    """The name that `name.a[0].b` begins with; "" if it begins with something else."""
    while isinstance(part, ast.Attribute | ast.Subscript):
        part = part.value
    return part.id if isinstance(part, ast.Name) else ""
