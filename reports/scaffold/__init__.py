"""What `rules new` writes: a rulebook to begin with, or one more rule with its worked cases."""
