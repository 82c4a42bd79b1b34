"""Sentences of an article: where each begins and ends, what kind it is, how it hedges and what it refers to.

All offsets are Unicode code points of the stored text, half-open: text[start:end] is the sentence.
"""
