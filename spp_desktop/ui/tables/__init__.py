"""Lists of records: a model of ids that reads rows page by page, and a view that paints them."""
