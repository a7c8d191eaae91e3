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


def lzw(indices):
    """Colour indices of 3 bits, packed without ever using a longer code."""
    codes = []
    for number, index in enumerate(indices):
        codes += [8] * (number % 6 == 0) + [int(index)]
    bits, count, data = 0, 0, b""
    for code in codes + [9]:
        bits |= code << count
        count += 4
        while count >= 8:
            data, bits, count = data + bytes([bits & 255]), bits >> 8, count - 8
    data += bytes([bits]) if count else b""
    blocks = [data[start:start + 255] for start in range(0, len(data), 255)]
    return b"\x03" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def frame(left, top, width, height, transparent=None):
    """A frame of a GIF, with colour indices that follow from its place."""
    indices = [(3 * row + column) % 8 for row in range(height) for column in range(width)]
    control = b"" if transparent is None else b"\x21\xf9\x04\1\0\0" + bytes([transparent]) + b"\0"
    return control + b"," + struct.pack("<HHHHB", left, top, width, height, 0) + lzw(indices)


def gif(path, *frames):
    """A GIF of which TensorFlow shows the first frame, on a canvas as large as the largest."""
    colors = bytes((number * 37 + channel * 90) % 256 for number in range(8) for channel in range(3))
    with open(path, "wb") as file:
        file.write(b"GIF89a" + struct.pack("<HHBBB", WIDTH, HEIGHT, 0x82, 5, 0) + colors)
        file.write(b"".join(frames) + b";")


picture.save("color.bmp")
picture.convert("L").save("gray.bmp")
picture.convert("RGBA").save("color-alpha.bmp")
upside = bytearray(open("color.bmp", "rb").read())
upside[22:26] = struct.pack("<i", -HEIGHT)
open("downwards.bmp", "wb").write(upside)
picture.save("color.gif")
picture.save("interlaced.gif", interlace=1)
picture.quantize(8).save("transparent.gif", transparency=3)
picture.save("animated.gif", save_all=True, append_images=[picture.rotate(180)], duration=50)
gif("small-frame.gif", frame(2, 3, 9, 5), frame(0, 0, WIDTH, HEIGHT))
gif("outside.gif", frame(15, 9, 12, 8, transparent=2), frame(0, 0, WIDTH, HEIGHT))

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
    "color.bmp", "gray.bmp", "color-alpha.bmp", "downwards.bmp", "color.gif", "interlaced.gif",
    "transparent.gif", "animated.gif", "small-frame.gif", "outside.gif",
]:
    decoded = tf.io.decode_image(tf.io.read_file(name), channels=3, expand_animations=False).numpy()
    assert decoded.shape == (HEIGHT, WIDTH, 3) and decoded.dtype == np.uint8, name
    with open(name + ".rgb", "wb") as file:
        file.write(decoded.tobytes())
