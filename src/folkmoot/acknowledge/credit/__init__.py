"""Who did what: a ledger of deeds over all kinds, read from the log, and what follows from it (reputation, badges).

Lines are only ever added; each points at the deed. Reputation is worked out anew from the ledger every night and
never kept as truth. Not here: what counts as a deed (`content.deeds`, declared by each room), thanks that people
give each other, prizes.
"""
