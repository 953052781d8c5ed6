"""The code that runs inside the sandbox: torch and the standard library only, nothing of the grader.

The modules import one another relatively, so that they work both as `autograder.sandbox.inside` in the grader and as
`inside` in the sandbox, where nothing else of the package exists.
"""
