"""The demonstration: three untidy workbooks of ten invented enterprises, made here, and the stories they tell."""
