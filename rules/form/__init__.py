"""Rule files as they are written: one frozen model per part, before parameters, vocabulary and variants are settled."""
