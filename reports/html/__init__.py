"""report.html: one file that needs nothing else. What it holds (data), how it looks (page/), and both put together."""
