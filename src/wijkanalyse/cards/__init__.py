"""All that is declared and may be changed without Python: sources, indicators, themes, lessons and words.

A card is a YAML file. The modules here read the cards and check them against each
other; all faults come in one message. Nothing here reads a figure.
"""
