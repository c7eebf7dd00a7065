"""Domain data to workbooks. The only package that writes with openpyxl.

May import domain. Never store, services, ui, or another adapter.
"""
