"""From what was written to what is judged: each module settles one part of a rule against the vocabulary."""
