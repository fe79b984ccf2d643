"""Why a duty stands as it does: what nearly counted for it, and the one record that would have met it."""
