"""The only package that knows SQL: engine, key slots, tables, unit of work, reads, index, migrations, backups.

May import domain, SQLModel, SQLAlchemy and the encrypted driver. Never services, ui, or another adapter.
"""
