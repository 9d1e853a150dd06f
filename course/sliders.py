"""Sliders beside a picture, by ipywidgets: for the arrow keys as well as for the mouse."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

if TYPE_CHECKING:
    from course.exploring import Explorer, Found

PAUSE = 0.02
"""Seconds in which moves of a slider are gathered before one answer to all of them is given."""


class Throttle:
    """Calls an action soon, and once for all that asked for it meanwhile."""

    def __init__(self, action: Callable[[], None], pause: float = PAUSE) -> None:
        self._action = action
        self._pause = pause
        self._waiting = False

    def __call__(self, *_: Any) -> None:
        if self._waiting:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._action()
            return
        self._waiting = True
        loop.call_later(self._pause, self._run)

    def _run(self) -> None:
        self._waiting = False
        self._action()


class Panel:
    """A slider for each field, and below them the answer."""

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        self.sliders = {
            name: slider(name, options, explorer.start(name))
            for name, options in explorer.options.items()
        }
        self._page = widgets.HTML()
        self.box = widgets.VBox([*self.sliders.values(), self._page])
        self._answer()
        throttled = Throttle(self._answer)
        for each in self.sliders.values():
            each.observe(throttled, names="value")

    @property
    def at(self) -> dict[str, Any]:
        """Where the sliders stand."""
        return {name: each.value for name, each in self.sliders.items()}

    @property
    def found(self) -> Found:
        """The answer there."""
        return self._explorer.look(self.at)

    def _answer(self) -> None:
        self._page.value = self.found._repr_html_()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The sliders; the picture alone where a page has no kernel behind it."""
        bundle = dict(self.box._repr_mimebundle_() or {})
        return {**bundle, "text/html": self.found._repr_html_(), "text/plain": repr(self.found)}

    def __repr__(self) -> str:
        return repr(self.found)


def slider(name: str, options: list[Any], start: Any) -> Any:
    """What chooses a field's value: a slider through a range, a list for anything else."""
    wide = {"description_width": "initial"}
    chosen = [(option.label, option.value) for option in options]
    if all(isinstance(option.value, int | float) for option in options) and not any(
        isinstance(option.value, bool) for option in options
    ):
        return widgets.SelectionSlider(
            options=chosen, value=start, description=name, style=wide, continuous_update=True,
            layout=widgets.Layout(width="32em"), tooltip=f"{name}: arrow keys change it",
        )  # fmt: skip
    return widgets.Dropdown(options=chosen, value=start, description=name, style=wide)
