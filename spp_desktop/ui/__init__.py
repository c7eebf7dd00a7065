"""The only package that knows widgets.

May import services and domain. Never store or another adapter.
"""
