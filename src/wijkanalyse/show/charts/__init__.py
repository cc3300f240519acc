"""One module per kind of chart.

What repeats per row and the map are small SVG templates; matplotlib is only for what an analyst draws.
"""
