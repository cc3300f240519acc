"""From figures to what to talk about first: themes of an area, target groups, the wijken of a region side by side."""
