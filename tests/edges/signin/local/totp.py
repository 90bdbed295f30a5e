"""What an app with codes shows: RFC 6238, written once more so that we are not asked about
ourselves."""

import base64
import hashlib
import hmac
import struct
from datetime import datetime


def code_at(secret: str, at: datetime) -> str:
    counter = struct.pack(">Q", int(at.timestamp()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
