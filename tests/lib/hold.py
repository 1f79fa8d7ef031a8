# hold.py PATH KIND COUNT: COUNT connections to the socket that say nothing ("silent") or half of a
# request ("half"), until it is killed; or a byte at a time without end ("slow"), until each of them
# is ended. It prints "held" and its number once they are there.
import os
import socket
import sys
import time

held = []
for _ in range(int(sys.argv[3])):
    s = socket.socket(socket.AF_UNIX)
    s.connect(sys.argv[1])
    try:
        if sys.argv[2] == "half":
            s.sendall(b"version=1\nprotocol=htt")
    except OSError:
        pass
    held.append(s)
print("held", os.getpid(), flush=True)
while sys.argv[2] == "slow" and held:
    time.sleep(0.1)
    for s in held[:]:
        try:
            s.sendall(b"x")
        except OSError:
            held.remove(s)
if sys.argv[2] != "slow":
    time.sleep(600)
