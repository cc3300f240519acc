"""Checks of maintainers on the whole country; no report needs them.

`oracle` tests the rules of aggregation, `hindcast` what may be said about the future and how stable themes are.
"""
