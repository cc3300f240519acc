"""The sections of ``praktijk.ipynb``: a practice beside the area that its patients come from."""

from wijkanalyse.sections.praktijk.page import beside, counted, expected, homes, identity, limits

__all__ = ["beside", "counted", "expected", "homes", "identity", "limits"]
