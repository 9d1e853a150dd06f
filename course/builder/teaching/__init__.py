"""Makes the teachers' view of each notebook: teaching/NN_slug.md, and an index of them."""
