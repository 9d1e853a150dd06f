"""Each actor by plain calls: no engine, no network, no clock but the numbers given."""
