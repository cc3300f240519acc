"""Reproducible neighbourhood analyses (wijkanalyses) from open data of CBS and RIVM."""
