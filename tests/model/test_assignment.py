"""What an assignment asks for in all."""

from autograder.model.assignment import Assignment, Exercise


def exercise(slug: str, points: int, minutes: int, bonus: bool = False) -> Exercise:
    """An exercise of so many points and minutes."""
    return Exercise(slug, slug.title(), points, 2, minutes, (slug,), ("idea", "shapes", "steps"), bonus=bonus)


def test_a_bonus_comes_on_top_of_points_and_minutes() -> None:
    """It is one of the exercises, and is not counted; its title says so wherever points stand."""
    ours = Assignment("gan", "GAN", "S", (exercise("one", 300, 10), exercise("more", 50, 7, bonus=True)))
    assert (ours.points, ours.minutes) == (300, 10)
    assert [each.slug for each in ours.counted] == ["one"] and len(ours.exercises) == 2
    assert [each.full_title for each in ours.exercises] == ["One", "More (bonus)"]
