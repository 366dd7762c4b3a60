"""The ledger as an auditor reads it: what happened, in codes, and whether its seals hold."""
