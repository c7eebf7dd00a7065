"""Files to checked rows; says what it rejected and why.

May import domain and file readers. Never store, services, ui, or another adapter.
"""
