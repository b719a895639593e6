"""Safeguards: is a reward being gamed, has the text drifted, what is worth a label next. Pure: numbers in, results out.

* `audit`: what attacks that can't make an answer better do to its reward; `search` looks for more of them.
* `parting`: where a reward and people's labels part in a run that was made without either in mind.
* `drift`: whether two sets of answers come from one distribution, and whether a reward model knows the second.
* `selection`: which pairs of answers to have labelled next; `simulation` and `planning`: what that saves and costs.
"""
