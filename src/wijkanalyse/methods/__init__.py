"""Pure statistics: arrays in, arrays or small records out; no files, no wording."""
