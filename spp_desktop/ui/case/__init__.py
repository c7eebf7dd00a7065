"""The window of one case: header, safe contact, tabs, timeline, and the sheets that add to a case."""
