"""Writes and reads arrays by the standard library alone: arrays.py write|read npz|npz-deflated|safetensors FILE."""

import ast
import json
import struct
import sys
import zipfile

ARRAYS = {"dense/0": ("<f8", "F64", (2, 2), [0.1, -2.5, 3e-7, 4.0]), "dense/1": ("<f4", "F32", (2,), [5.0, 6.5])}
LETTERS = {"<f8": "d", "<f4": "f", "F64": "d", "F32": "f"}


def pack(letter, numbers):
    return struct.pack("<%d%s" % (len(numbers), letter), *numbers)


def unpack(letter, data):
    return list(struct.unpack("<%d%s" % (len(data) // struct.calcsize(letter), letter), data))


def write_npz(path, compression):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, (descr, _, shape, numbers) in ARRAYS.items():
            header = repr({"descr": descr, "fortran_order": False, "shape": shape})
            header += " " * (-(len(header) + 11) % 64) + "\n"
            with archive.open(name + ".npy", "w", force_zip64=True) as entry:
                entry.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode("latin1"))
                entry.write(pack(LETTERS[descr], numbers))


def read_npz(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            data = archive.read(name)
            assert data[:8] == b"\x93NUMPY\x01\x00"
            end = 10 + struct.unpack("<H", data[8:10])[0]
            assert end % 64 == 0
            header = ast.literal_eval(data[10:end].decode("latin1").strip())
            assert header["fortran_order"] is False
            yield name[: -len(".npy")], header["shape"], unpack(LETTERS[header["descr"]], data[end:])


def write_safetensors(path):
    header, data = {}, b""
    for name, (_, dtype, shape, numbers) in ARRAYS.items():
        values = pack(LETTERS[dtype], numbers)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def read_safetensors(path):
    with open(path, "rb") as file:
        body = file.read()
    begin = 8 + struct.unpack("<Q", body[:8])[0]
    for name, array in json.loads(body[8:begin]).items():
        first, last = array["data_offsets"]
        yield name, tuple(array["shape"]), unpack(LETTERS[array["dtype"]], body[begin + first : begin + last])


verb, form, path = sys.argv[1:]
if verb == "write" and form == "safetensors":
    write_safetensors(path)
elif verb == "write":
    write_npz(path, zipfile.ZIP_DEFLATED if form == "npz-deflated" else zipfile.ZIP_STORED)
else:
    for name, shape, numbers in read_safetensors(path) if form == "safetensors" else read_npz(path):
        print(name, shape, numbers)
