"""One module an area, one function for each thing a person does.

Each checks permission at the gate, runs one unit of work, and returns a view and the changes it made.
May import domain and the adapters (store, reports, printing, imports, exchange). Never ui.
"""
