"""What OSCAL assessment results consist of, for `formats/oscal`."""
