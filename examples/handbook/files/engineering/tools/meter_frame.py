"""Decode a RippleOne radio frame on the command line.

Usage: python meter_frame.py 2F1A0407...

This is a debugging aid for field engineers and not the production decoder.
It understands plain frames only and refuses encrypted ones.
"""

import sys
from dataclasses import dataclass

# Every frame starts with the two sync bytes 2F and 1A.
SYNC = bytes([0x2F, 0x1A])

# The header is nine bytes long and the checksum takes the last two bytes.
HEADER_LENGTH = 9
CHECKSUM_LENGTH = 2

# Volume is transmitted in units of 0.1 litre to avoid floating point numbers in the meter.
VOLUME_SCALE = 0.1

FLAGS = {
    0x01: "leak suspected",
    0x02: "reverse flow",
    0x04: "battery below 15 percent",
    0x08: "magnetic tampering",
    0x10: "frost risk, water colder than 3 degrees",
    0x80: "encrypted payload",
}


@dataclass
class Frame:
    serial: int
    counter: int
    flags: list
    volume_litres: float


def checksum(data: bytes) -> int:
    """Return the 16-bit checksum used by RippleOne (polynomial 0x8BB7)."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            if value & 0x8000:
                value = ((value << 1) ^ 0x8BB7) & 0xFFFF
            else:
                value = (value << 1) & 0xFFFF
    return value


def decode(raw: bytes) -> Frame:
    if len(raw) < HEADER_LENGTH + 4 + CHECKSUM_LENGTH:
        raise ValueError("frame is too short")
    if raw[:2] != SYNC:
        raise ValueError("sync bytes are missing")
    expected = int.from_bytes(raw[-CHECKSUM_LENGTH:], "big")
    actual = checksum(raw[:-CHECKSUM_LENGTH])
    if expected != actual:
        raise ValueError(f"checksum mismatch: {expected:04X} in frame, {actual:04X} computed")
    serial = int.from_bytes(raw[2:6], "big")
    # The frame counter wraps around after 65535 and a jump of more than 200 hints at a cloned meter.
    counter = int.from_bytes(raw[6:8], "big")
    flag_byte = raw[8]
    if flag_byte & 0x80:
        raise ValueError("payload is encrypted, use the production decoder")
    flags = [text for bit, text in FLAGS.items() if flag_byte & bit]
    volume = int.from_bytes(raw[9:13], "big") * VOLUME_SCALE
    return Frame(serial, counter, flags, volume)


def main(argv: list) -> int:
    if len(argv) != 2:
        print(__doc__)
        return 2
    try:
        frame = decode(bytes.fromhex(argv[1]))
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"serial   {frame.serial:08d}")
    print(f"counter  {frame.counter}")
    print(f"volume   {frame.volume_litres:.1f} l")
    print(f"flags    {', '.join(frame.flags) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
