#!/usr/bin/env python3
"""Listen on a UNIX socket, and on a TCP port of loopback, which is printed, until killed.

    listen.py PATH
"""
import signal
import socket
import sys

by_path = socket.socket(socket.AF_UNIX)
by_path.bind(sys.argv[1])
by_path.listen()
by_port = socket.socket()
by_port.bind(("127.0.0.1", 0))
by_port.listen()
print(by_port.getsockname()[1], flush=True)
signal.pause()
