"""The HTML report in a real browser, opened from a file as its readers do."""
