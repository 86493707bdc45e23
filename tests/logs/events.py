"""TensorBoard's event files, read by their published description and by nothing of posegrad's.

Records: TensorFlow's guide "TFRecord and tf.train.Example". Messages: event.proto and summary.proto of TensorBoard, Protocol
Buffers' "Encoding". CRC-32C: RFC 3720.
"""
import os
import struct


def crc32c(data):
    """Bit by bit, by the polynomial as the RFC writes it (x^32 first), so with every byte and the sum reflected."""
    reflect = lambda number, bits: int(f"{number:0{bits}b}"[::-1], 2)
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= reflect(byte, 8) << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x1EDC6F41 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return reflect(crc, 32) ^ 0xFFFFFFFF


def masked_crc(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        header = data[at:at + 8]
        length, = struct.unpack("<Q", header)
        assert struct.unpack("<I", data[at + 8:at + 12])[0] == masked_crc(header), f"byte {at}: the length's checksum"
        content = data[at + 12:at + 12 + length]
        assert len(content) == length, f"byte {at}: cut short"
        assert struct.unpack("<I", data[at + 12 + length:at + 16 + length])[0] == masked_crc(content), f"byte {at}: the data's checksum"
        yield content
        at += 16 + length


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(data):
    """(number, value): an int, or bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            if kind == 2:
                size, at = varint(data, at)
            else:
                size = {1: 8, 5: 4}[kind]
            value, at = data[at:at + size], at + size
            assert len(value) == size
        yield tag >> 3, value


def event(data):
    """A dict with wall_time, step and what is there of file_version, scalars {tag: value}, session_status."""
    found = {"step": 0}
    for number, value in fields(data):
        if number == 1:
            found["wall_time"], = struct.unpack("<d", value)
        elif number == 2:
            found["step"] = value
        elif number == 3:
            found["file_version"] = value.decode()
        elif number == 5:
            scalars = found["scalars"] = {}
            for inner, one in fields(value):
                assert inner == 1, "Summary.value"
                parts = dict(fields(one))
                assert set(parts) == {1, 2}, "tag and simple_value"
                scalars[parts[1].decode()], = struct.unpack("<f", parts[2])
        elif number == 7:
            found["session_status"] = dict(fields(value))[1]
        else:
            raise AssertionError(f"Event has no field {number} that is expected here")
    return found


def read(path):
    with open(path, "rb") as file:
        return [event(record) for record in records(file.read())]


def as_shown(folder):
    """{tag: {step: value}} as TensorBoard shows it: files by their names, SessionLog.START hides what was read of its step and
    later ones."""
    shown = {}
    for name in sorted(os.listdir(folder)):
        for one in read(os.path.join(folder, name)):
            if one.get("session_status") == 1:
                shown = {tag: {s: v for s, v in steps.items() if s < one["step"]} for tag, steps in shown.items()}
            for tag, value in one.get("scalars", {}).items():
                shown.setdefault(tag, {})[one["step"]] = value
    return {tag: steps for tag, steps in shown.items() if steps}
