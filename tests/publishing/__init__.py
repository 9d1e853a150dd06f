"""tools/publishing: slides, site, book, nbgrader."""
