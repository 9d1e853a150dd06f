"""Sliders beside a picture, by ipywidgets: for the arrow keys as well as for the mouse.

A slider of ipywidgets has no name that a screen reader could say, and Python can't give it one. So
the name belongs to a list of the same values beside it; the two always stand at the same value.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

if TYPE_CHECKING:
    from course.exploring import Explorer, Found
    from course.scales import Option

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
    """A list for each field, a slider beside it where there is a range, and below the answer."""

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        self.lists = {
            name: choice(name, options, explorer.start(name))
            for name, options in explorer.options.items()
        }
        self.sliders = {
            name: slider(self.lists[name])
            for name, options in explorer.options.items()
            if is_range(options)
        }
        self._page = widgets.HTML()
        rows = [self._row(name) for name in self.lists]
        self.box = widgets.VBox([*rows, self._page])
        self._answer()
        throttled = Throttle(self._answer)
        for each in self.lists.values():
            each.observe(throttled, names="value")

    def _row(self, name: str) -> Any:
        """What moves a field."""
        if name not in self.sliders:
            return self.lists[name]
        return widgets.HBox([self.lists[name], self.sliders[name]])

    @property
    def at(self) -> dict[str, Any]:
        """Where the sliders stand."""
        return {name: each.value for name, each in self.lists.items()}

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


def is_range(options: Sequence[Option]) -> bool:
    """Whether one can slide through these values: they are numbers, and not true and false."""
    return all(
        isinstance(option.value, int | float) and not isinstance(option.value, bool)
        for option in options
    )


def choice(name: str, options: Sequence[Option], start: Any) -> Any:
    """A list of a field's values, under the field's name."""
    chosen = [(option.label, option.value) for option in options]
    wide = {"description_width": "initial"}
    return widgets.Dropdown(options=chosen, value=start, description=name, style=wide)


def slider(beside: Any) -> Any:
    """A slider through the values of a list, at the value where the list stands."""
    made = widgets.SelectionSlider(
        options=beside.options, value=beside.value, readout=False, continuous_update=True,
        layout=widgets.Layout(width="20em"),
    )  # fmt: skip
    widgets.link((beside, "index"), (made, "index"))
    return made
