"""Tables of results: the rows that pictures of many runs are drawn from, and numbers in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from simulator.durations import seconds
from simulator.views.text import duration

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
TIME = "s"
"""The unit of a measure that is a length of time, in seconds."""


def rows_of(table: pd.DataFrame | Iterable[Row], needed: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of a data frame or of any iterable of mappings.

    ValueError: no rows, or a column that is needed is not there.
    """
    to_dict: Any = getattr(table, "to_dict", None)
    records: Any = to_dict("records") if to_dict else table
    found = [dict(row) for row in records]
    if not found:
        raise ValueError("the table has no rows")
    for name in needed:
        if any(name not in row for row in found):
            there = ", ".join(map(str, found[0]))
            raise ValueError(f"the table has no column {name!r}; it has {there}")
    return found


HALF_WIDTH = "_half_width"
"""Ends the name of the column that says how far an interval reaches on either side of a mean."""


def long_rows(table: pd.DataFrame | Iterable[Row], field: str) -> list[dict[str, Any]]:
    """A row for each measure at each value, from a table of one row for each combination.

    Such a table, as a sweep has it, holds the varied fields, and each measure M beside its
    M_half_width. What else was varied than `field` becomes the curve's name. A table that has a
    column mean is long already.
    """
    found = rows_of(table, ())
    if "mean" in found[0] or field not in found[0]:
        return found
    measures = [name for name in found[0] if f"{name}{HALF_WIDTH}" in found[0]]
    others = [
        name
        for name in found[0]
        if name not in (field, *measures) and not name.endswith(HALF_WIDTH)
    ]
    return [
        {
            "value": in_seconds(row[field]),
            "mean": row[measure],
            "low": row[measure] - row[f"{measure}{HALF_WIDTH}"],
            "high": row[measure] + row[f"{measure}{HALF_WIDTH}"],
            "measure": measure.replace("_", " "),
            "name": ", ".join(f"{other.rpartition('.')[2]} {row[other]}" for other in others),
        }
        for measure in measures
        for row in found
    ]


def in_seconds(value: object) -> object:
    """A length of time that is given as a text; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return seconds(value)
    except ValueError:
        return value


def is_number(value: object) -> TypeGuard[float]:
    """True for a finite number; numpy's count too."""
    try:
        return not isinstance(value, str | bool) and math.isfinite(value)  # type: ignore[arg-type]
    except TypeError:
        return False


def said(value: float, unit: str = "") -> str:
    """A number as a title says it: three digits, or a length of time."""
    if unit == TIME and value >= 0:
        return duration(value) if value else "0"
    rounded = float(f"{value:.3g}")
    digits = f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{rounded:g}"
    return f"{digits} {unit}".strip()


def refuse_unknown(given: Iterable[str], known: Iterable[str], what: str) -> None:
    """ValueError if something is said of a name that is not there, and would be passed over."""
    there = list(known)
    for name in given:
        if name not in there:
            raise ValueError(f"{what}: found {name!r}, there are: {', '.join(there)}")
