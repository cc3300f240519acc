"""The facts that an object of the package shows of itself: a small table in JupyterLab, a few lines elsewhere.

They are in Dutch, since the last line of a cell ends up in a report. What
they say comes from the object itself, so it holds no more than its edition may show.
"""

from __future__ import annotations

from html import escape

Fact = tuple[str, str]
"""What is said about the object: a head and its words, plain text."""


class ShowsFacts:
    """An object that shows its facts. Whoever derives from it gives `_title` and `_facts`."""

    _in_one_line = False
    """Whether it is short enough to stand in a list: then plain Python shows it in one line."""

    def _title(self) -> str:
        raise NotImplementedError

    def _facts(self) -> list[Fact]:
        raise NotImplementedError

    def __repr__(self) -> str:
        facts = self._facts()
        if self._in_one_line:
            return f"<{self._title()}: {'; '.join(f'{head} {words}' for head, words in facts)}>"
        width = max((len(head) for head, _ in facts), default=0)
        return "\n".join([self._title(), *(f"  {head:<{width}}  {words}" for head, words in facts)])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{escape(head)}</th><td>{escape(words)}</td></tr>' for head, words in self._facts()
        )
        return f'<table class="woorden"><caption>{escape(self._title())}</caption><tbody>{rows}</tbody></table>'
