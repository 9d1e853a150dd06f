"""Stacked columns over time, one for each bin, with a legend of one line."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from simulator.views.palette import FAINT, GREY

Layer = tuple[str, str, str]  # label, colour, hatch


def stacked(
    axes: Axes, counts: dict[str, Any], layers: dict[str, Layer], width: float, label: str
) -> None:
    """Stacked columns, one per bin."""
    floor: Any = 0.0
    keys = []
    for kind, values in counts.items():
        name, colour, hatch = layers[kind]
        axes.add_patch(
            PathPatch(
                columns(values, floor, width), facecolor=colour, hatch=hatch,
                edgecolor=edge(colour), linewidth=0.5,
            )
        )  # fmt: skip
        keys.append(Patch(facecolor=colour, hatch=hatch, edgecolor=edge(colour), label=name))
        floor = floor + values
    axes.set_ylim(0, 1.05 * float(np.max(floor, initial=0.0)) or 1.0)
    axes.set_ylabel(label)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    legend(axes, keys)


def columns(values: Any, floor: Any, width: float) -> Path:
    """A column for each bin that holds something, all in one path: drawn in a fraction of the
    time that a patch for each would take."""
    some = np.flatnonzero(np.asarray(values))
    lefts = some * width
    low = np.broadcast_to(floor, np.shape(values))[some]
    high = low + np.asarray(values)[some]
    corners = np.empty((len(some), 5, 2))
    corners[:, :, 0] = np.stack([lefts, lefts, lefts + width, lefts + width, lefts], axis=1)
    corners[:, :, 1] = np.stack([low, high, high, low, low], axis=1)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(some)
    return Path(corners.reshape(-1, 2), codes)


def edge(colour: str) -> str:
    return "white" if colour not in ("white", FAINT, "#F2F2F2") else GREY


def legend(axes: Axes, keys: list[Patch]) -> None:
    """One line over the axes."""
    if keys:
        axes.legend(
            handles=keys, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(keys),
            frameon=False, borderpad=0.2, borderaxespad=0.1, handlelength=1.6, columnspacing=1.4,
        )  # fmt: skip
