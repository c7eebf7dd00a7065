"""SPP Desktop: casework, plans and crime figures for a Community Safety Partnership."""

__version__ = "0.1.0"
