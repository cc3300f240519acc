"""What a cell of a notebook calls, one folder per notebook: ``report``, ``regiobeeld``, ``kit`` and ``wijkplan``.

A section never fails for lack of figures: it then returns the sentence that says
why there are none.
"""
