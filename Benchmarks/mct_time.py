"""Times one post-training quantization by MCT, and prints the time as JSON.

    python mct_time.py WEIGHTS IMAGES COUNT

The clock runs while MCT does; MCT reads the images meanwhile. Starting Python, importing and
loading the weights are not timed.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models import BadInput, SIZE, keras_model

BATCH = 32


def main() -> None:
    try:
        import model_compression_toolkit as mct
        import tensorflow as tf
    except ImportError as error:
        raise BadInput(f"{sys.executable} cannot run MCT: {error}") from error

    weights, folder, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    dataset = tf.keras.utils.image_dataset_from_directory(
        folder, label_mode=None, batch_size=None, image_size=(SIZE, SIZE), shuffle=False,
        crop_to_aspect_ratio=True)
    found = len(dataset.file_paths)
    if found < count:
        raise BadInput(f"{folder} holds {found} images, not {count}")
    batches = dataset.take(count).batch(BATCH)

    def representative_dataset() -> Iterator[list[np.ndarray]]:
        for batch in batches:
            yield [batch.numpy() / np.float32(127.5) - np.float32(1)]

    model = keras_model(weights)
    quantization = mct.core.QuantizationConfig(
        activation_error_method=mct.core.QuantizationErrorMethod.MSE)
    start = time.perf_counter()
    mct.ptq.keras_post_training_quantization(
        model, representative_dataset,
        core_config=mct.core.CoreConfig(quantization_config=quantization))
    seconds = time.perf_counter() - start
    print(json.dumps(
        {"seconds": seconds, "mct": mct.__version__, "tensorflow": tf.__version__}))


if __name__ == "__main__":
    try:
        main()
    except (BadInput, ValueError, IndexError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
