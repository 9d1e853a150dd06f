"""Drawing marks: one shape per kind, thinned where they would overlap, and their legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simulator.views.canvas import text_width
from simulator.views.palette import BARS, GREY, SHAPES


def thinned(times: Iterable[float], apart: float) -> list[float]:
    """The times, in order, without those less than `apart` seconds after the last one kept."""
    kept: list[float] = []
    for t in sorted(times):
        if not kept or t - kept[-1] >= apart:
            kept.append(t)
    return kept


def groups(times: Sequence[float], apart: float) -> list[list[float]]:
    """The times, in order, split wherever nothing happens for more than `apart` seconds."""
    found: list[list[float]] = []
    for t in times:
        if found and t - found[-1][-1] <= apart:
            found[-1].append(t)
        else:
            found.append([t])
    return found


def put(axes: Axes, kind: str, points: Sequence[tuple[float, float]], scale: float = 1.0) -> None:
    """Draw marks of one kind at (seconds, y); marks may stand out over the axes' edge."""
    shape = SHAPES[kind]
    axes.plot(
        [x for x, _ in points],
        [y for _, y in points],
        linestyle="none",
        marker=shape.marker,
        markersize=shape.size * scale,
        markerfacecolor=shape.fill,
        markeredgecolor=shape.edge,
        markeredgewidth=2.0 if shape.marker == "x" else 0.8,
        clip_on=False,
        zorder=5,
    )


def mark_key(kind: str) -> Line2D:
    """The legend's entry for a kind of mark."""
    shape = SHAPES[kind]
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=shape.marker,
        markersize=shape.size,
        markerfacecolor=shape.fill,
        markeredgecolor=shape.edge,
        markeredgewidth=2.0 if shape.marker == "x" else 0.8,
        label=shape.label,
    )


def bar_key(use: str, label: str, *, pale: bool = False) -> Patch:
    """The legend's entry for a bar, or for what is left of it after its end."""
    look = BARS[use]
    return Patch(
        facecolor=look.pale if pale else look.fill,
        edgecolor=GREY,
        hatch=look.hatch if pale else None,
        linewidth=0.6,
        label=label,
    )


def legend_rows(keys: Sequence[Line2D | Patch], inches: float) -> list[list[Line2D | Patch]]:
    """The entries in rows no wider than `inches`."""
    rows: list[list[Line2D | Patch]] = [[]]
    used = 0.0
    for key in keys:
        wide = text_width(str(key.get_label()), 9.5) + 0.55
        if rows[-1] and used + wide > inches:
            rows.append([])
            used = 0.0
        rows[-1].append(key)
        used += wide
    return rows


def legend(
    figure: Figure, rows: Sequence[Sequence[Line2D | Patch]], left: float, bottom: float
) -> None:
    """Write rows of entries, the lowest `bottom` inches over the figure's lower edge."""
    wide, high = figure.get_size_inches()
    for i, row in enumerate(reversed(rows)):
        figure.add_artist(
            figure.legend(
                handles=list(row),
                loc="lower left",
                bbox_to_anchor=(left / wide, (bottom + 0.22 * i) / high),
                ncols=len(row),
                frameon=False,
                borderpad=0,
                borderaxespad=0,
                handlelength=1.6,
                handletextpad=0.4,
                columnspacing=1.4,
            )
        )
