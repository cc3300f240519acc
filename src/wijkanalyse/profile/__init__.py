"""What a notebook may ask of one area: its figures, comparators, place, judgements and changes.

Receives ``data/processed`` and hands on figures with what a reader must know about them.
"""
