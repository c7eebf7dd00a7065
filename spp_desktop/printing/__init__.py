"""Pages and letters to PDF and printer.

May import domain and QtGui (QPdfWriter), never QtWidgets, nor another adapter.
"""
