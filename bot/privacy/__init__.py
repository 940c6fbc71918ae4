"""Claim codes: finding them in what people write, and swapping them for handles. Pure; no storage.

A claim code is cash to whoever reads it, so this runs before anything is logged, stored or sent on.
"""
