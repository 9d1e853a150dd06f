"""How many tokens each layer of a verifier stops, and how many get through."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from simulator.views import canvas
from simulator.views.palette import BLACK, GREEN, GREY, SKY, VERMILION
from simulator.views.picture import Picture
from simulator.views.text import count, listing

LAYERS = ("split", "decode", "allow-list", "key", "signature", "claims", "policy")
ROW = 0.42
"""Height of a row, in inches."""


def funnel(fates: Mapping[str, int], title: str | None = None) -> Picture:
    """Tokens before each layer, those that it stops, and those accepted in the end.

    `fates` counts tokens by the layer that stopped them, or "accept". Raises ValueError
    for a layer that there is not.
    """
    unknown = [name for name in fates if name not in (*LAYERS, "accept")]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no layer; there are {', '.join(LAYERS)} and accept")
    steps = descent(fates)
    accepted = fates.get("accept", 0)
    total = sum(fates.values())
    if title is None:
        most = max(fates.get(layer, 0) for layer in LAYERS)
        busiest = [layer for layer in LAYERS if most and fates.get(layer, 0) == most]
        title = f"{accepted} of {count(total, 'token')} get through"
        if busiest:
            title += f"; {listing(busiest)} {'stops' if len(busiest) == 1 else 'stop'} most"
    with canvas.style():
        figure = draw(steps, accepted, total, title)
    told = listing([f"{layer} {stopped}" for layer, _, stopped in steps])
    alt = (
        f"Funnel of {count(total, 'token')} through seven layers. Stopped: {told}."
        f" {accepted} are accepted."
    )
    return Picture(figure, alt, title)


def descent(fates: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """(layer, tokens that reach it, tokens that it stops), from the first layer on."""
    left = sum(fates.values())
    steps = []
    for layer in LAYERS:
        stopped = fates.get(layer, 0)
        steps.append((layer, left, stopped))
        left -= stopped
    return steps


def draw(steps: list[tuple[str, int, int]], accepted: int, total: int, title: str) -> Figure:
    """A row for each layer: who goes on at the left, who is stopped at the right."""
    top = canvas.headline_height(title) + 0.15
    figure = canvas.sheet(top + ROW * (len(steps) + 1) + 0.45)
    canvas.headline(figure, title)
    axes = canvas.place(figure, 1.1, top, 0.4, ROW * (len(steps) + 1))
    rows = [*((layer, reach - stopped, stopped) for layer, reach, stopped in steps)]
    for y, (layer, passing, stopped) in enumerate(rows):
        axes.barh(y, passing, 0.62, color=SKY, edgecolor=GREY, linewidth=0.6)
        axes.barh(
            y, stopped, 0.62, passing, color=VERMILION, hatch="xxx", edgecolor="white", linewidth=0
        )
        words = f"{stopped} stopped" if stopped else "none stopped"
        axes.text(passing + stopped + 0.012 * max(total, 1), y, words, va="center", fontsize=9.5)
        axes.text(-0.012 * max(total, 1), y, layer, va="center", ha="right", color=BLACK)
    last = len(rows)
    axes.barh(last, accepted, 0.62, color=GREEN, edgecolor=GREY, linewidth=0.6)
    axes.text(
        accepted + 0.012 * max(total, 1), last, f"{accepted} accepted", va="center", fontsize=9.5
    )
    axes.set_ylim(last + 0.5, -0.5)
    axes.set_xlim(0, max(total, 1) * 1.16)
    axes.set_axis_off()
    return figure
