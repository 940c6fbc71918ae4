"""The documented problem cases, one folder each. A case knows nothing of another case. Pure.

A folder holds `case.yml` (texts and ticket policy), `examples.yml` (what customers write) and
`diagnose.py` (what the ledger must show). `giftline cases new <slug>` makes one.
"""
