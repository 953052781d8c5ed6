"""Modules (`torch.nn.Module`) that live beside the student's code."""

from collections.abc import Mapping

from torch import Tensor

from autograder.errors import Mismatch, StudentError
from autograder.testing.proxy import Proxy


def parameters(module: Proxy) -> dict[str, Tensor]:
    """The values of all parameters as they are now, by name."""
    return {name: tensor.detach().clone() for name, tensor, _ in _named(module)}


def parameter_gradients(module: Proxy) -> dict[str, Tensor | None]:
    """The gradients of all parameters as they are now, by name; None where none has arrived."""
    return {name: None if gradient is None else gradient.clone() for name, _, gradient in _named(module)}


def load_parameters(module: Proxy, state: Mapping[str, Tensor]) -> None:
    """Gives the student's module these parameters.

    Raises:
        Mismatch: the module has other names or shapes.
    """
    try:
        module.load_state_dict(dict(state))
    except StudentError as error:
        wanted = ", ".join(f"{name} {tuple(tensor.shape)}" for name, tensor in state.items())
        raise Mismatch("names", expected=wanted, got=error.text) from None


def _named(module: Proxy) -> list[tuple[str, Tensor, Tensor | None]]:
    return module._backend.parameters(module._root)
