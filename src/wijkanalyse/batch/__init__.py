"""Reports for many areas: papermill runs the notebook, nbconvert publishes it, one area at a time.

Receives codes of areas, and hands on a folder with their reports, a receipt and an
index page. ``plan`` says which reports are new or changed, ``make`` makes those and
records each as it is finished, ``run`` gives them to workers on this machine
(``warm``) and ``remote`` to workers elsewhere. A report is written whole or not at all, and one area
that fails does not stop the others.
"""

import sys

# Reading a notebook would first take in the grammar of web addresses beyond ASCII, a second of every process, to check
# a kind of text that no notebook has. Without that library jsonschema leaves the check out.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
