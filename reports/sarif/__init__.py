"""What a SARIF log consists of, for `formats/sarif`: objects, results and rules."""
