"""LINE's rules for what may be sent, as tables of checks."""
