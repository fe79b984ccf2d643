"""How long Zhiben takes and how much memory, beside programs written by hand: see docs/performance.md."""
