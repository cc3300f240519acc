"""Notebook → report: what partners open, print and trust.

Receives an executed notebook of one area and hands on one self-contained HTML
file; from the list of all reports it makes the index page.

`exporter` turns a notebook into a report (also as ``jupyter nbconvert --to
wijkrapport``), `sanitise` holds the allow-list of what may stand in it,
`outline` its chapters and headings, `identity` what every report says about
itself, and `index` the page from which a report is found.
"""
