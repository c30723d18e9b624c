"""Writes the same picture of 2x2 pixels as .ppm and .png, one of 4x4, and archives of a tensor.

python3 make-samples.py FOLDER
"""
import os
import struct
import sys
import zipfile
import zlib

# Red goes from 0 to 255, green from 51 to 204, blue is 102.
PIXELS = bytes([0, 51, 102, 255, 51, 102, 0, 204, 102, 255, 204, 102])


def make_ppm(width, height, pixels):
    return b"P6 %d %d 255\n" % (width, height) + pixels


def make_png(width, height, pixels):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + pixels[y * width * 3 : (y + 1) * width * 3] for y in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def make_npy(shape, values):
    header = str({"descr": "<f4", "fortran_order": False, "shape": shape}).encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    data = struct.pack("<%df" % len(values), *values)
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def main():
    folder = sys.argv[1]
    small = [
        ("ppm/a.ppm", make_ppm(2, 2, PIXELS)),
        ("png/a.png", make_png(2, 2, PIXELS)),
        ("large/a.ppm", make_ppm(4, 4, bytes([0, 51, 102]) * 8 + bytes([255, 204, 102]) * 8)),
        ("damaged/a.png", make_png(2, 2, PIXELS)[:40]),
        ("named/sample/x.png", make_png(2, 2, PIXELS)),
        ("other/sample/z.png", make_png(2, 2, PIXELS)),
    ]
    for name, data in small:
        write(os.path.join(folder, name), data)
    tensor = make_npy((1, 3, 2, 2), [-3.0] + [0.5] * 10 + [4.0])
    for name, member, method in [
        ("stored", "x.npy", zipfile.ZIP_STORED),
        ("deflated", "arr_0.npy", zipfile.ZIP_DEFLATED),
        ("foreign", "readme.txt", zipfile.ZIP_STORED),
    ]:
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        with zipfile.ZipFile(os.path.join(folder, name, "a.npz"), "w", method) as archive:
            archive.writestr(member, tensor)
    write(os.path.join(folder, "broken/a.npz"), b"PK\x03\x04 and no more")


main()
