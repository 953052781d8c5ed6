"""Grades as the files that gradebooks import."""
