"""One module for each version of the tables, never altered once a store may have run it."""
