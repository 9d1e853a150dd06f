"""The cheat sheet says what the code does."""
