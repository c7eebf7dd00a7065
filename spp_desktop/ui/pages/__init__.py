"""One module for each page, imported on the first visit to it."""
