"""Small PNG pictures without any library: a red stamp, and a picture from rows of grey values."""
import math
import struct
import zlib


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, channels, pixels):
    """A PNG from raw bytes; 1 channel grey, 3 RGB, 4 RGBA."""
    colour = {1: 0, 3: 2, 4: 6}[channels]
    stride = width * channels
    raw = b"".join(b"\0" + pixels[y * stride:(y + 1) * stride] for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(raw, 9)) + _chunk(b"IEND", b"")


def stamp(size=180):
    """A red ring with a five-pointed star, as (rgb bytes, alpha bytes)."""
    rgb, alpha, mid = bytearray(), bytearray(), size / 2
    corner = lambda i: (math.sin(i * math.pi / 5) * (0.42 if i % 2 == 0 else 0.16), -math.cos(i * math.pi / 5) * (0.42 if i % 2 == 0 else 0.16))
    points = [corner(i) for i in range(10)]
    for y in range(size):
        for x in range(size):
            u, v = (x + 0.5 - mid) / mid, (y + 0.5 - mid) / mid
            inside = False
            for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
                if (y0 > v) != (y1 > v) and u < (x1 - x0) * (v - y0) / (y1 - y0) + x0:
                    inside = not inside
            rgb += bytes((200, 16, 24))
            alpha.append(170 if inside or 0.88 < math.hypot(u, v) < 0.97 else 0)
    return bytes(rgb), bytes(alpha)
