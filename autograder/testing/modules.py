"""Modules (`torch.nn.Module`) that live beside the student's code."""

from collections.abc import Iterable, Mapping
from typing import Any

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
        Mismatch: the module has other names or shapes. What is missing and what is too much is noted for the diagnosis.
    """
    try:
        module.load_state_dict(dict(state))
    except StudentError as error:
        raise _unfit(module, state, error.text) from None


def _unfit(module: Proxy, state: Mapping[str, Tensor], says: str) -> Mismatch:
    """Which names or shapes of the module's parameters are not those of `state`."""
    recording: Any = module._backend
    own = {name: tuple(tensor.shape) for name, tensor, _ in recording.inner.parameters(module._root)}
    missing = [name for name in state if name not in own and f'"{name}"' in says]  # a buffer may be right and not own
    further = [name for name in own if name not in state]
    recording.note("names", "missing" if missing else "too many" if further else "of another shape")
    if missing:
        return Mismatch("names", _attributes(missing), _attributes(further) or "no such attribute with parameters")
    if further:
        return Mismatch("names", "no other parameters", ", ".join(further))
    for name, shape in own.items():
        if shape != tuple(state[name].shape):
            return Mismatch("names", f"{name} of shape {tuple(state[name].shape)}", f"shape {shape}")
    return Mismatch("names", got=says)


def _attributes(names: Iterable[str]) -> str:
    """Where these parameters stand in their module: `self.w_q` for both w_q.weight and w_q.bias."""
    layers = dict.fromkeys(name.removesuffix(".weight").removesuffix(".bias") for name in names)
    return ", ".join(f"`self.{layer}`" for layer in layers)


def _named(module: Proxy) -> list[tuple[str, Tensor, Tensor | None]]:
    return module._backend.parameters(module._root)
