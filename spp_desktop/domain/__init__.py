"""What casework, plans and figures are. Pure: no files, no database, no Qt.

May import the standard library, Pydantic, and NumPy or scipy.special where statistics need them.
"""
