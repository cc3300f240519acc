"""The story of an area for a meeting: at most eight slides with one message each, and its chapters as an annex."""

from wijkanalyse.sections.story.story import annex_of, story_of

__all__ = ["annex_of", "story_of"]
