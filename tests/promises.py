"""What no text may say: that somebody gets their money or a new card."""

from __future__ import annotations

import re

PROMISES = re.compile(
    r"\b(we|i)('ll| will| can| have)? (refund|compensate|replace|reimburse)"
    r"|\byou('ll| will)? (get|receive) (a|your) (refund|money|replacement)"
    r"|\b(will be|has been|is being) (refunded|replaced|reimbursed|reissued)|money back|guarantee",
    re.IGNORECASE,
)
