"""Bundle format and merge plan between offices: files in, plan out, no database.

May import domain and an encryption library. Never another adapter.
"""
