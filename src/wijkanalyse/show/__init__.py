"""Everything that a cell shows: tables, charts, Dutch sentences, and the file that a reader saves."""
