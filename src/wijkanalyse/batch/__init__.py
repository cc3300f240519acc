"""Reports for many areas: papermill runs the notebook, nbconvert publishes it, one area at a time.

Receives codes of areas, and hands on a folder with their reports, a receipt and an
index page. ``plan`` says which reports are new or changed, ``make`` makes those and
records each as it is finished, ``run`` gives them to workers on this machine
(``warm``) and ``remote`` to workers elsewhere. A report is written whole or not at all, and one area
that fails does not stop the others.
"""
