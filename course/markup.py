"""A small subset of Markdown, as HTML and as plain text.

Paragraphs, lists, fenced code; code spans, bold, italics, links to notebooks and pages beside
them. Everything else is text, and is escaped. Stored outputs are compared octet by octet, and
what a Markdown library writes changes with its release; hence one of our own.
"""

from __future__ import annotations

import html
import re

FENCE = re.compile(r"(?P<fence>`{3,})\w*\s*")
ITEM = re.compile(r"(?:[-*]|(?P<number>\d+)[.)])\s+(?P<text>.*)")
INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|\[(?P<label>[^\[\]]+)\]\((?P<href>[\w./-]+\.(?:ipynb|md)(?:#[\w-]+)?)\)"
    r"|\*\*(?P<bold>\S(?:.*?\S)?)\*\*"
    r"|(?<![\w*])\*(?P<italic>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])"
)


class Block:
    """A paragraph ("p"), list ("ul", "ol") or piece of code ("pre") and its lines or items."""

    def __init__(self, kind: str, lines: list[str]) -> None:
        self.kind = kind
        self.lines = lines


def to_html(text: str, lead: str = "") -> str:
    """The text as HTML. `lead` is HTML that stands before it, in its first paragraph."""
    parts = []
    for block in _blocks(text):
        if lead and block.kind == "p":
            parts.append(f"<p>{lead} {_inline_html(' '.join(block.lines))}</p>")
        else:
            parts += [f"<p>{lead}</p>"] if lead else []
            parts.append(_block_html(block))
        lead = ""
    if lead:
        parts.append(f"<p>{lead}</p>")
    return "\n".join(parts)


def to_text(text: str) -> str:
    """The text without marks for bold and italics, code fences as an indented block."""
    parts = []
    for block in _blocks(text):
        if block.kind == "pre":
            parts.append("\n".join("    " + line if line else "" for line in block.lines))
        elif block.kind == "p":
            parts.append("\n".join(_inline_text(line) for line in block.lines))
        else:
            items = [_inline_text(line) for line in block.lines]
            signs = [f"{i + 1}." if block.kind == "ol" else "-" for i in range(len(items))]
            parts.append("\n".join(f"{sign} {item}" for sign, item in zip(signs, items)))  # noqa: B905
    return "\n\n".join(parts)


def span(text: str) -> str:
    """A code span that shows `text` as it is, backticks and all; line breaks become blanks."""
    text = " ".join(text.split("\n")) or " "
    ticks = "`" * (_longest_ticks(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return ticks + pad + text + pad + ticks


def fence(code: str, language: str = "") -> str:
    """A fenced block that shows `code` as it is."""
    ticks = "`" * max(3, _longest_ticks(code) + 1)
    body = code.strip("\n")
    return f"{ticks}{language}\n{body}\n{ticks}"


def _longest_ticks(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    closed = True  # does the next line begin a new block?
    fenced = ""
    for line in text.split("\n"):
        found = FENCE.fullmatch(line)
        if fenced:
            if line.strip() == fenced:
                fenced, closed = "", True
            else:
                blocks[-1].lines.append(line)
        elif found:
            fenced = found["fence"]
            blocks.append(Block("pre", []))
        elif not line.strip():
            closed = True
        else:
            _add_line(blocks, line, closed)
            closed = False
    return blocks


def _add_line(blocks: list[Block], line: str, closed: bool) -> None:
    """Add a line of a paragraph or list, to the last block if that goes on."""
    item = ITEM.fullmatch(line.strip())
    last = blocks[-1] if blocks else None
    if item:
        kind = "ol" if item["number"] else "ul"
        if last is None or last.kind != kind:
            last = Block(kind, [])
            blocks.append(last)
        last.lines.append(item["text"])
    elif last is None or closed or last.kind == "pre":
        blocks.append(Block("p", [line.strip()]))
    elif last.kind == "p":
        last.lines.append(line.strip())
    else:
        last.lines[-1] += " " + line.strip()


def _block_html(block: Block) -> str:
    if block.kind == "pre":
        code = html.escape("\n".join(block.lines), quote=False)
        return f"<pre><code>{code}</code></pre>"
    if block.kind == "p":
        return f"<p>{_inline_html(' '.join(block.lines))}</p>"
    items = "".join(f"<li>{_inline_html(line)}</li>" for line in block.lines)
    return f"<{block.kind}>{items}</{block.kind}>"


def _inline_html(text: str) -> str:
    parts, end = [], 0
    for found in INLINE.finditer(text):
        parts.append(html.escape(text[end : found.start()], quote=False))
        end = found.end()
        if found["code"] is not None:
            code = html.escape(_unpadded(found["code"]), quote=False)
            parts.append(f"<code>{code}</code>")
        elif found["label"] is not None:
            label = _inline_html(found["label"])
            underlined = 'style="text-decoration: underline"'
            parts.append(f'<a {underlined} href="{found["href"]}">{label}</a>')
        elif found["bold"] is not None:
            parts.append(f"<strong>{_inline_html(found['bold'])}</strong>")
        else:
            parts.append(f"<em>{_inline_html(found['italic'])}</em>")
    return "".join(parts) + html.escape(text[end:], quote=False)


def _inline_text(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        if found["code"] is not None:
            return f"`{_unpadded(found['code'])}`"
        if found["label"] is not None:
            return _inline_text(found["label"])
        return _inline_text(found["bold"] if found["bold"] is not None else found["italic"])

    return INLINE.sub(plain, text)


def _unpadded(code: str) -> str:
    """A code span's text without the blanks that keep it off its backticks (CommonMark 6.1)."""
    if code.strip() and code.startswith(" ") and code.endswith(" "):
        return code[1:-1]
    return code
