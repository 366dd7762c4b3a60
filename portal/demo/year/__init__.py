"""A year of the platform, written in batches: docs/decisions/0018 says how it is kept like the services'."""
