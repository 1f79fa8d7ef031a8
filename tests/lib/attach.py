"""Try to look into a process of the same user: attach.py PID. Prints one line for each way: NAME
done or NAME refused."""
import ctypes
import os
import signal
import sys

libc = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH, PTRACE_DETACH, PTRACE_SEIZE = 16, 17, 0x4206
PIDFD_OPEN, PIDFD_GETFD, PROCESS_VM_READV = 434, 438, 310


def attach(pid):
    done = libc.ptrace(PTRACE_ATTACH, pid, 0, 0) == 0
    if done:
        os.waitpid(pid, 0)
        libc.ptrace(PTRACE_DETACH, pid, 0, 0)
    return done


def seize(pid):
    return libc.ptrace(PTRACE_SEIZE, pid, 0, 0) == 0


def read_memory(pid):
    class Vector(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

    stack = ctypes.create_string_buffer(1)
    local = Vector(ctypes.addressof(stack), 1)
    remote = Vector(0x1000, 1)
    done = libc.syscall(PROCESS_VM_READV, pid, ctypes.byref(local), 1, ctypes.byref(remote),
                        ctypes.c_ulong(1), ctypes.c_ulong(0))
    # EFAULT: the address is bad, but one may ask
    return done == 1 or ctypes.get_errno() == 14


def opens(name):
    def attempt(pid):
        try:
            with open("/proc/%d/%s" % (pid, name), "rb", buffering=0) as file:
                if name != "mem":
                    file.read(1)
            return True
        except OSError:
            return False

    return attempt


def take_descriptor(pid):
    return libc.syscall(PIDFD_GETFD, libc.syscall(PIDFD_OPEN, pid, 0), 0, 0) >= 0


WAYS = {"ptrace-attach": attach, "process_vm_readv": read_memory, "mem": opens("mem"),
        "environ": opens("environ"), "maps": opens("maps"), "pidfd_getfd": take_descriptor,
        "ptrace-seize": seize}

for name, way in WAYS.items():
    print(name, "done" if way(int(sys.argv[1])) else "refused", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
