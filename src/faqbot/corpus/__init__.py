"""From a folder of Markdown files to a `Corpus`: parse, repair, read, review."""
