"""The whole product under attack, and a count of what it lost, said twice or let out."""
