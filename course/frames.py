"""Tables of pandas as a notebook shows them, without header cells that head nothing.

The corner over the index is an empty <th> in pandas, which a screen reader announces as the header
of a column, and says nothing. As an empty <td> it is what it is: no content.
"""

from __future__ import annotations

import re
import sys
from typing import Any

NAMES = (("pandas", "DataFrame"), ("pandas.core.frame", "DataFrame"))
"""Module and name of the class: pandas 3, and before."""
EMPTY = re.compile(r"<th(?P<more>\b[^>]*)>(?:\s|&nbsp;)*</th>")


def install() -> None:
    """Let this notebook, if it is one, show tables so."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell: Any = get_ipython()  # type: ignore[no-untyped-call,unused-ignore]
    if shell is None:
        return
    formatter = shell.display_formatter.formatters["text/html"]
    for module, name in NAMES:
        formatter.for_type_by_name(module, name, page)


def page(frame: Any) -> str | None:
    """The table as HTML; None where pandas is told to show none."""
    html = frame._repr_html_()
    return None if html is None else EMPTY.sub(r"<td\g<more>></td>", html)
