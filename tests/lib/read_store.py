"""Read a store with nothing but FORMAT.md and Python's own modules.

usage: read_store.py DIRECTORY KEY_FILE

Prints one line a record: KIND GENERATION NAME, then the record's lines, indented. Fails when the
store's audit log isn't as it was written.
"""
import hashlib
import os
import re
import struct
import sys

MASK32 = 0xFFFFFFFF
MASK64 = 0xFFFFFFFFFFFFFFFF
KINDS = ["profile", "token", "host", "entry", "state", "audit"]


def rotate32(value, count):
    return ((value << count) | (value >> (32 - count))) & MASK32


def chacha_rounds(state):
    def quarter(a, b, c, d):
        for x, y, z, count in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[x] = (state[x] + state[y]) & MASK32
            state[z] = rotate32(state[z] ^ state[x], count)

    for _ in range(10):
        for column in range(4):
            quarter(column, 4 + column, 8 + column, 12 + column)
        for diagonal in range(4):
            quarter(diagonal, 4 + (diagonal + 1) % 4, 8 + (diagonal + 2) % 4,
                    12 + (diagonal + 3) % 4)
    return state


SIGMA = struct.unpack("<4I", b"expand 32-byte k")


def hchacha20(key, nonce):
    state = list(SIGMA + struct.unpack("<8I", key) + struct.unpack("<4I", nonce))
    chacha_rounds(state)
    return struct.pack("<8I", *(state[0:4] + state[12:16]))


def chacha20_block(key, counter, nonce):
    initial = list(SIGMA + struct.unpack("<8I", key) + (counter,) + struct.unpack("<3I", nonce))
    final = chacha_rounds(list(initial))
    return struct.pack("<16I", *((a + b) & MASK32 for a, b in zip(initial, final)))


def poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(message), 16):
        block = message[at:at + 16] + b"\1"
        total = (total + int.from_bytes(block, "little")) * r % ((1 << 130) - 5)
    total = (total + int.from_bytes(key[16:], "little")) & ((1 << 128) - 1)
    return total.to_bytes(16, "little")


def pad16(data):
    return data + bytes(-len(data) % 16)


def xchacha20poly1305_open(key, nonce, sealed, associated):
    subkey, nonce = hchacha20(key, nonce[:16]), bytes(4) + nonce[16:]
    ciphertext, tag = sealed[:-16], sealed[-16:]
    lengths = struct.pack("<QQ", len(associated), len(ciphertext))
    message = pad16(associated) + pad16(ciphertext) + lengths
    if poly1305(chacha20_block(subkey, 0, nonce)[:32], message) != tag:
        raise ValueError("doesn't authenticate")
    blocks = range(1, 1 + (len(ciphertext) + 63) // 64)
    stream = b"".join(chacha20_block(subkey, counter, nonce) for counter in blocks)
    return bytes(a ^ b for a, b in zip(ciphertext, stream))


def siphash(key, message):
    k0, k1 = struct.unpack("<QQ", key)
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D ^ 0xEE,
         k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def rotate(value, count):
        return ((value << count) | (value >> (64 - count))) & MASK64

    def rounds(count):
        for _ in range(count):
            v[0] = (v[0] + v[1]) & MASK64
            v[2] = (v[2] + v[3]) & MASK64
            v[1] = rotate(v[1], 13) ^ v[0]
            v[3] = rotate(v[3], 16) ^ v[2]
            v[0] = rotate(v[0], 32)
            v[2] = (v[2] + v[1]) & MASK64
            v[0] = (v[0] + v[3]) & MASK64
            v[1] = rotate(v[1], 17) ^ v[2]
            v[3] = rotate(v[3], 21) ^ v[0]
            v[2] = rotate(v[2], 32)

    whole = len(message) // 8 * 8
    last = message[whole:] + bytes(7 - len(message) % 8) + bytes([len(message) & 0xFF])
    for (word,) in struct.iter_unpack("<Q", message[:whole] + last):
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 0xEE
    rounds(4)
    first = v[0] ^ v[1] ^ v[2] ^ v[3]
    v[1] ^= 0xDD
    rounds(4)
    return struct.pack("<QQ", first, v[0] ^ v[1] ^ v[2] ^ v[3])


def check_line(body):
    return b"check=" + siphash(bytes(16), body).hex().encode() + b"\n"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def store_key(text, secret):
    """The store key, the store's id and the folder of the records."""
    body, check = text[:-39], text[-39:]
    assert check == check_line(body), "checksum"
    header, *slots = body.split(b"\n\n")
    lines = header.split(b"\n")
    assert lines[0] in (b"workfront-credential-keys=1", b"workfront-credential-keys=2")
    fields = dict(line.split(b"=", 1) for line in lines)
    assert (b"log" in fields) == (lines[0][-1:] == b"2"), "version"
    bound_header = b"\n".join(line for line in lines
                              if not line.startswith((b"leftover=", b"prints=", b"log=")))
    store_id = bytes.fromhex(fields[b"store"].decode())
    for slot in slots:
        if not slot:
            continue
        bound, rest = slot.rsplit(b"box=", 1)
        box = bytes.fromhex(rest.split(b"\n")[0].decode())
        kek = hashlib.blake2b(b"workfront-credential kek v1" + secret, digest_size=32,
                              key=store_id).digest()
        key = xchacha20poly1305_open(kek, box[:24], box[24:], bound_header + b"\n\n" + bound)
        return key, store_id, fields[b"records"].decode()


def subkey(key, size, number):
    return hashlib.blake2b(b"", digest_size=size, key=key, salt=struct.pack("<QQ", number, 0),
                           person=b"wfcstore" + bytes(8)).digest()


def fields_of(record):
    """The values of each key, in order."""
    fields = {}
    for line in record.splitlines():
        key, value = line.split("=", 1)
        fields.setdefault(key, []).append(value)
    return fields


def verify_log(directory, key, head):
    """How many records with a hash the log has; ValueError at the first that isn't as written."""
    chain, count, last = bytes.fromhex(key["key"][0]), 0, None
    for entry in head["file[]"]:
        number, before, mac = entry.split()
        if last is not None and mac != last:
            raise ValueError("record %d: not the one that the next file follows" % count)
        count, last = int(before), mac
        data, at = read(os.path.join(directory, "audit", "log-%08d" % int(number))), 0
        covered = 0
        for line in data.splitlines(keepends=True):
            at += len(line)
            if not line.startswith(b"n=") or not line.endswith(b"\n"):
                continue
            hashed = data[covered:at - 65]
            count += 1
            digest = hashlib.blake2b(bytes.fromhex(last) + hashed, digest_size=32, key=chain)
            if line[-65:-1].decode() != digest.hexdigest() or int(line[2:].split()[0]) != count:
                raise ValueError("record %d: not as it was written" % count)
            last, covered = digest.hexdigest(), at - 1
    if count < int(head["count"][0]):
        raise ValueError("record %d: cut off" % (count + 1))
    return count


def counted(keys, sealing, store_id):
    """What the file `keys` knows of the log's records."""
    log = re.search(rb"^log=(.*)$", keys, re.MULTILINE)
    sealed = bytes.fromhex(log[1].decode()) if log else None
    return sealed and int.from_bytes(xchacha20poly1305_open(
        sealing, sealed[:24], sealed[24:], b"workfront-credential log" + store_id), "little")


def main(directory, key_file):
    keys = read(os.path.join(directory, "keys"))
    key, store_id, records = store_key(keys, read(key_file))
    names, sealing = subkey(key, 16, 1), subkey(key, 32, 2)
    found = []
    for name in os.listdir(os.path.join(directory, records)):
        data = read(os.path.join(directory, records, name))
        assert data[:8] == b"wfcred\x01\xfe"
        digest = bytes.fromhex(name[:32])
        plain = xchacha20poly1305_open(sealing, data[8:32], data[32:],
                                       data[:8] + store_id + digest)
        kind, generation, length = struct.unpack("<BQH", plain[:11])
        record_name, record = plain[11:11 + length], plain[11 + length:].rstrip(b"\0")
        assert siphash(names, bytes([kind]) + record_name) == digest
        found.append((KINDS[kind], record_name.decode(), generation, record.decode()))
    audit = {name: fields_of(record) for kind, name, _, record in found if kind == "audit"}
    count = 0
    if "head" in audit:
        count = verify_log(directory, audit["key"], audit["head"])
        print("log of", count, "records")
    if count < (counted(keys, sealing, store_id) or 0):
        raise ValueError("the log was put back or removed")
    for kind, record_name, generation, record in sorted(found):
        print(kind, generation, record_name)
        for line in record.splitlines():
            print("   ", line)


if __name__ == "__main__":
    main(*sys.argv[1:])
