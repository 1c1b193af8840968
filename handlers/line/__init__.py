"""The LINE door."""
