"""Auto-graded exercises on generative models and transformers, and the grader that judges them."""
