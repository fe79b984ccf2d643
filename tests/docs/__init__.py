"""Every example in the pages for analysts and submitters is loaded and run, and gives what the page says."""
