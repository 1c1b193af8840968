"""Our own web chat, as far as it goes: the way in by a one-time link."""
