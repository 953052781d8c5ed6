"""Hidden suite of `receptive_field`: how many inputs one output of a stack spans."""

import pytest
import torch
import torch.nn.functional as F

from autograder.testing import assert_rejects, assert_that, left_unchanged


def _assert_spans(student, layers, want):
    """The student's answer for this stack is `want`."""
    assert_that(student.receptive_field(layers) == want)


def _probed(layers):
    """From the first to the last input that has a gradient when the stack runs, with kernels of ones."""
    length = 1
    for kernel, stride in reversed(layers):
        length = (length - 1) * stride + kernel
    inputs = torch.zeros(1, 1, length + 5, requires_grad=True)
    x = inputs
    for kernel, stride in layers:
        x = F.conv1d(x, torch.ones(1, 1, kernel), stride=stride)
    (gradient,) = torch.autograd.grad(x[0, 0, 0], inputs)
    seen = gradient.flatten().nonzero()
    return int(seen[-1] - seen[0]) + 1


@pytest.mark.points(0.25)
def test_spans_seven_as_in_the_example(student):
    """The worked example comes out: kernel 3 with stride 2, then kernel 3, span 7 inputs."""
    _assert_spans(student, [(3, 2), (3, 1)], 7)


@pytest.mark.points(0.5)
def test_adds_up_without_strides(student):
    """With strides of 1, each layer adds its kernel's reach beyond one position; a kernel of 1 adds nothing."""
    for layers, want in [([(3, 1)], 3), ([(3, 1)] * 2, 5), ([(5, 1), (1, 1), (2, 1)], 6), ([(1, 1)], 1)]:
        _assert_spans(student, layers, want)


@pytest.mark.points(0.5)
def test_spans_what_a_gradient_reaches(student):
    """It is what a probe finds: run the stack, and see which inputs the first output depends on."""
    for layers in [[(3, 2)] * 3, [(3, 1), (3, 2)], [(2, 3), (4, 2), (3, 1)], [(5, 2), (3, 4), (2, 3), (2, 1)]]:
        _assert_spans(student, layers, _probed(layers))


@pytest.mark.points(0.25)
def test_knows_which_layer_is_first(student):
    """A stride next to the input widens the view of all layers after it; a stride at the output that of none."""
    _assert_spans(student, [(4, 3), (2, 1), (3, 1)], 13)
    _assert_spans(student, [(3, 1), (2, 1), (4, 3)], 7)


@pytest.mark.points(0.25)
def test_counts_gaps_too(student):
    """Inputs between the first and the last one count, also when no kernel looks at them."""
    for layers, want in [([(1, 3), (2, 1)], 4), ([(2, 4), (2, 1)], 6)]:
        _assert_spans(student, layers, want)


@pytest.mark.points(0.25)
def test_sees_one_input_without_layers(student):
    """Without a layer the span is 1; with one it is that layer's kernel."""
    _assert_spans(student, [(4, 2)], 4)
    _assert_spans(student, [], 1)


@pytest.mark.points(0.25)
def test_needs_many_layers_for_a_wide_view(student):
    """It takes 50 layers of kernel 3 to span 100 inputs, but only 6 with a stride of 2 in each."""
    for layers, want in [([(3, 1)] * 49, 99), ([(3, 1)] * 50, 101), ([(3, 2)] * 5, 63), ([(3, 2)] * 6, 127)]:
        _assert_spans(student, layers, want)


@pytest.mark.points(0.25)
def test_gives_a_whole_number(student):
    """The answer is a plain int, no float and no tensor."""
    got = student.receptive_field([(4, 2), (2, 2)])
    assert_that(type(got) is int, "type")
    assert_that(got == 6)


@pytest.mark.points(0.25)
def test_refuses_kernels_and_strides_below_one(student):
    """A kernel or a stride of 0, or below, is a ValueError, wherever it stands; 1 is not."""
    _assert_spans(student, [(3, 1), (1, 1), (2, 2)], 4)
    for wrong in [(0, 1), (3, 0), (-1, 1), (3, -2)]:
        assert_rejects(lambda wrong=wrong: student.receptive_field([(3, 1), wrong]))


@pytest.mark.points(0.25)
def test_leaves_the_list_alone(student):
    """The list is the same after the call as before, and the answer is right."""
    with left_unchanged(student):
        got = student.receptive_field([(3, 2), (2, 1), (4, 3)])
    assert_that(got == 11)
