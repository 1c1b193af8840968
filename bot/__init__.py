"""The conversation: one pure step. Scenario, place and what was heard in; a `Turn` out."""
