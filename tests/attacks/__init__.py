"""The attack range: what it shows, whom it can be shown to, what it says of that."""
