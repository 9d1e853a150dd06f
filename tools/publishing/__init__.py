"""What is made of the course for others to open: a reading copy, slides. Output goes to build/."""
