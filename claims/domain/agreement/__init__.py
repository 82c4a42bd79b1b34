"""How far raters agree beyond chance: read ratings, and report every statistic with its interval and method.

`reading` checks anyone's input, `ratings` holds it, `report` computes all statistics; the other modules
hold one family each. Standard library only: the libraries that know all of these statistics are under
licences or pins that a site cannot take on, and serve as oracles in the tests instead.
"""
