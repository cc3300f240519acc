"""From the catalogues of the producers to ``data/raw``: see `fetch.sources`."""
