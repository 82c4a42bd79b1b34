"""Does this sentence speak of that claim, and how does it word it? By words and names, never by what is true.

Likeness is blind to negation and direction, so it only says what a sentence is about; wording is looked at apart, and
both are suggestions until a person confirms them.
"""
