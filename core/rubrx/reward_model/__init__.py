"""Reward models: preferences in, a score of 0-10 for any answer out, with how unsure it is.

Pure but for the model's own file: `pairs` settles what was preferred, `fitting` learns and measures, `model`
scores, `files` keeps.
"""
