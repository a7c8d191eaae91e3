"""What a kind of small network is, and the list of all kinds."""

import dataclasses
import typing

KINDS = {}


@dataclasses.dataclass
class Kind:
    name: str
    build: typing.Callable
    summary: str
    shape: tuple  # height, width, channels of the input
    preprocessing: str  # done to the pictures before they enter: see pictures.py
    seed: int  # of the weights
    keras2: bool  # whether Keras 2.14 can build it (MCT runs on that model)
    compiled: bool  # whether it is saved with an optimizer's state
    dtype: str  # Keras's dtype policy under which it is saved; MCT only runs on float32


def kind(name, shape=(96, 96, 3), preprocessing="-1..1", seed=1, keras2=True, compiled=False,
         dtype="float32"):
    def register(build):
        summary = " ".join(build.__doc__.split())
        KINDS[name] = Kind(name, build, summary, shape, preprocessing, seed, keras2, compiled, dtype)
        return build
    return register
