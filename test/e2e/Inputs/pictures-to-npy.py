"""Writes plain PGM pictures as one .npy file of f32 between 0 and 1: pictures-to-npy.py out.npy a.pgm ..."""
import struct
import sys

out, pictures = sys.argv[1], sys.argv[2:]
pixels = []
for picture in pictures:
    _, width, height, white, *values = open(picture).read().split()
    pixels += [int(value) / int(white) for value in values]
header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, 1, %s, %s)}" % (
    len(pictures),
    height,
    width,
)
header = header.ljust(117) + "\n"
with open(out, "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
    file.write(struct.pack("<%df" % len(pixels), *pixels))
