"""The notebooks in a real browser: `make test-browser`. No part of a plain `make test`."""
