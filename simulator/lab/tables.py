"""Tables of plain text."""

from __future__ import annotations

from collections.abc import Sequence


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> str:
    """Columns under their heads: the first `texts` flush left, and numbers flush right."""
    table = [list(heads), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(
            [
                *map(str.ljust, row[:texts], widths),
                *map(str.rjust, row[texts:], widths[texts:]),
            ],
        ).rstrip()
        for row in table
    )
