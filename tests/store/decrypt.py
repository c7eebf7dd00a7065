"""Every byte of an encrypted store, decrypted page by page: live pages, unused ones, and the log."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT = 4096, 80, 16
"""SQLCipher 4: each page ends with its IV (16 bytes) and its authentication code (64)."""
WAL_HEADER, FRAME_HEADER = 32, 24


def decrypted(path: Path, key: bytes) -> bytes:
    """The bytes of a database file, or of its write-ahead log, as SQLite sees them."""
    content = path.read_bytes()
    if path.name.endswith("-wal"):
        step = FRAME_HEADER + PAGE
        starts = range(WAL_HEADER + FRAME_HEADER, len(content) - PAGE + 1, step)
        numbers = [int.from_bytes(content[at - FRAME_HEADER : at - FRAME_HEADER + 4], "big") for at in starts]
    else:
        starts = range(0, len(content) - PAGE + 1, PAGE)
        numbers = [at // PAGE + 1 for at in starts]
    return b"".join(
        _page(content[at : at + PAGE], key, SALT if number == 1 else 0)
        for at, number in zip(starts, numbers, strict=True)
    )


def _page(page: bytes, key: bytes, skip: int) -> bytes:
    iv = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    body = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return body.update(page[skip : PAGE - RESERVED]) + body.finalize()
