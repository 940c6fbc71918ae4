"""Giftline: a support assistant for gift cards. `docs/tour.md` says what lives in which folder."""
