"""Crime figures: what is counted, over which months, by which places, and how sure we are of a change.

Pure functions and values. Each calculation gives its formula, its units and where it comes from. A count that
is not known is ``None``, never zero, and whatever is worked out from it is ``None`` too.
"""
