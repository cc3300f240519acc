"""One module per kind of chart.

What repeats per row (the place among Dutch wijken) and the map are small SVG
templates; what a library draws well is drawn by seaborn.
"""
