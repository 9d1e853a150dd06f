"""Client, auth server and backend, without a clock, a network or a simulator of their own."""
