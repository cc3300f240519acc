"""The sections of ``bewoners.ipynb``: one sheet of paper for residents, in their language, from an opened dialogue."""

from wijkanalyse.sections.bewoners.page import front, identity, invitation, open_language

__all__ = ["front", "identity", "invitation", "open_language"]
