"""Whose submission an LMS's download names: certain, or a problem with the nearest candidates."""

from collections.abc import Sequence

from autograder.errors import InputError
from autograder.model.person import Person
from autograder.model.same_person import LOGINS, Nearest, words_of
from autograder.model.text import one_line
from autograder.store.downloads import Ids


class Whose:
    """The roster, by all that a download may call a student."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._known: dict[tuple[str, str], set[str]] = {}
        for person in people:
            for key in _calls(person):
                self._known.setdefault(key, set()).add(person.id)
        self._nearest = Nearest(people)

    def find(self, ids: Ids, where: str) -> tuple[str, str]:
        """Our id of the student, and what is to be told of it.

        Raises:
            InputError: nobody or several may be meant.
        """
        for key, value in ids:
            found = set().union(*(self._known.get(each, set()) for each in _may_mean(key, value)))
            if len(found) == 1:
                [student] = found
                note = f"{student}: found by name alone in {where}" if key == "name" else ""
                return student, note
            if found:
                raise InputError(
                    f"{where} may be of {' or '.join(sorted(found))}:", "put it in a folder named by student."
                )
        if ids[0][0] == "nbgrader":  # whose folders are named by a machine that knows its students
            return ids[0][1], ""
        called = one_line(ids[-1][1])
        near = self._nearest.to(Person(called, called))
        nearest = f" (nearest: {', '.join(near)})" if near else ""
        raise InputError(
            f"{where} is of nobody on the roster{nearest}:", "import a roster of this LMS, then collect it again."
        )


def _calls(person: Person) -> list[tuple[str, str]]:
    """All that a person is called, our own id where people log in by it."""
    calls = [*person.ids.items(), ("email", person.email.casefold()), ("name", words_of(person.name))]
    calls += [("login", person.id), *(("login", person.ids[key]) for key in LOGINS if key in person.ids)]
    return [(key, value) for key, value in calls if value]


def _may_mean(key: str, value: str) -> list[tuple[str, str]]:
    """How the roster may have what a download calls a student."""
    if key == "name":
        return [("name", words_of(value))]
    if key == "email":
        return [("email", value.casefold())]
    if key == "blackboard":  # behind the title of the assignment, and either may hold a _
        parts = value.split("_")
        ends = ["_".join(parts[at:]) for at in range(len(parts))]
        return [(kind, end) for end in ends for kind in ("blackboard", "login")]
    return [(key, value)] if key in ("canvas", "gradescope") else [(key, value), ("login", value)]
