# resp_liar.py FOLDER: a server on loopback that answers each connection with the bytes of FOLDER/lie, and
# then does as FOLDER/mode says: "close", "hang", "drip" (a byte at a time, then hang), "deaf" (it doesn't
# even hear what it is asked). Writes its port to FOLDER/port, counts connections in FOLDER/connections.
import os
import socket
import sys
import threading
import time

folder = sys.argv[1]


def read(name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def serve(client):
    lie, mode = read("lie"), read("mode").decode().strip()
    try:
        if mode == "deaf":
            time.sleep(60)
        client.recv(65536)
        if mode == "drip":
            for i in range(len(lie)):
                client.sendall(lie[i:i + 1])
                time.sleep(0.001)
        else:
            client.sendall(lie)
        if mode != "close":
            time.sleep(60)
        client.shutdown(socket.SHUT_WR)
        while client.recv(65536):
            pass
    except OSError:
        pass
    client.close()


server = socket.create_server(("127.0.0.1", 0))
with open(os.path.join(folder, "port.new"), "w") as file:
    file.write("%d\n" % server.getsockname()[1])
os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
while True:
    client, _ = server.accept()
    with open(os.path.join(folder, "connections"), "a") as file:
        file.write("x\n")
    threading.Thread(target=serve, args=(client,), daemon=True).start()
