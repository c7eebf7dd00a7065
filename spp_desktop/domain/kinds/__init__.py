"""The kinds of record that case types share, one subject a module: what is asked, what is owed on it, and its rules.

A case type lists those its cases may hold. A length of time stands beside whoever set it; one that no law or
published practice sets says that it was chosen here, and all are settings.
"""
