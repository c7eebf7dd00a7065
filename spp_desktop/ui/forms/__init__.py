"""Forms from declared questions: an editor for each kind of field, checked, drafted and walked by key."""
