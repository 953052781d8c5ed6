"""The order in which each student sees a quiz."""

from autograder.model.quiz import Option, Question, Quiz

QUESTION = Question(
    "q01", "Which?", tuple(Option(text, right=text == "right") for text in ("one", "two", "right", "four"))
)
STUDENTS = [f"s{number:03}" for number in range(60)]


def test_without_an_order_options_stand_as_they_were_written() -> None:
    """The empty order changes nothing, so that the released file is the same for all."""
    assert QUESTION.ordered("") == QUESTION
    assert QUESTION.right == "c"


def test_a_student_always_sees_the_same_order() -> None:
    """The order depends on the student's id and the question alone, on any machine."""
    assert [option.text for option in QUESTION.ordered("ada").options] == ["one", "four", "two", "right"]
    assert QUESTION.ordered("ada") == QUESTION.ordered("ada")


def test_students_see_different_orders() -> None:
    """Over a class, the right option stands in every place about equally often."""
    places = [QUESTION.ordered(student).right for student in STUDENTS]
    assert all(places.count(letter) >= 8 for letter in "abcd")


def test_questions_are_shuffled_apart() -> None:
    """For one student, the right options of twenty questions do not all stand in one place."""
    quiz = Quiz(tuple(Question(f"q{number:02}", "Which?", QUESTION.options) for number in range(20)))
    assert len({question.right for question in quiz.ordered("ada").questions}) == 4


def test_rewording_an_option_changes_nobodys_letters() -> None:
    """Only the place of an option counts, not its words: a corrected typo leaves all answers as they were."""
    reworded = Question(
        "q01", "Which one?", (Option("ONE"), Option("TWO"), Option("RIGHT", right=True), Option("FOUR"))
    )
    assert [QUESTION.ordered(who).right for who in STUDENTS] == [reworded.ordered(who).right for who in STUDENTS]


def test_students_get_neither_key_nor_explanations() -> None:
    """What is public holds questions and options, and comes back as a quiz without a key."""
    explained = Question("q01", "Which?", (Option("this", "Because.", right=True), Option("that", "No.")))
    public = Quiz((explained,)).to_public()
    assert "Because" not in str(public) and "right" not in str(public)
    (question,) = Quiz.from_public(public).questions
    assert (question.asks, [option.text for option in question.options]) == ("Which?", ["this", "that"])
    assert question.right == ""
