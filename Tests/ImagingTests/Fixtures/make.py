"""Makes the small image files and what TensorFlow decodes them to (NAME.rgb: rows of RGB bytes).

    pip install "tensorflow-cpu~=2.14.0" pillow "numpy<2"
    python make.py
"""

import struct
import zlib

import numpy as np
import tensorflow as tf
from PIL import Image

WIDTH, HEIGHT = 21, 13
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
rgb = np.stack([x * 12, y * 19, (x * y * 7) % 256], axis=-1).astype(np.uint8)
picture = Image.fromarray(rgb)


def interlaced(path):
    """An Adam7 PNG, which Pillow cannot write."""
    data = b""
    for left, top, dx, dy in [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ]:
        part = rgb[top::dy, left::dx]
        if part.size:
            for row in part:
                data += b"\0" + row.tobytes()

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 1)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header))
        file.write(chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b""))


picture.save("color.jpg", quality=80)
picture.save("progressive.jpg", quality=80, progressive=True)
picture.convert("L").save("gray.jpg", quality=80)
picture.convert("CMYK").save("cmyk.jpg", quality=80)
picture.save("color.png")
picture.convert("L").save("gray.png")
picture.convert("1").save("black-and-white.png")
picture.quantize(16).save("palette.png")
picture.quantize(16).save("palette-transparent.png", transparency=3)
alpha = ((x * 12) % 256).astype(np.uint8)
Image.fromarray(np.dstack([rgb, alpha])).save("color-alpha.png")
Image.fromarray(np.dstack([rgb[..., 0], alpha]), "LA").save("gray-alpha.png")
wide = rgb.astype(np.uint16) * 257 + 100
tf.io.write_file("color-16.png", tf.io.encode_png(wide))
tf.io.write_file("gray-16.png", tf.io.encode_png(wide[..., :1]))
interlaced("interlaced.png")

for name in [
    "color.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg", "color.png", "gray.png",
    "black-and-white.png", "palette.png", "palette-transparent.png", "color-alpha.png",
    "gray-alpha.png", "color-16.png", "gray-16.png", "interlaced.png",
]:
    decoded = tf.io.decode_image(tf.io.read_file(name), channels=3, expand_animations=False).numpy()
    assert decoded.shape == (HEIGHT, WIDTH, 3) and decoded.dtype == np.uint8, name
    with open(name + ".rgb", "wb") as file:
        file.write(decoded.tobytes())
