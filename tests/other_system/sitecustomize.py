"""With this folder on Python's path, a process of Linux runs `phases` as on the system OTHER_SYSTEM.

Its modules see another ``sys.platform`` and ``os.name`` and do without what that system has
not; Python itself and the libraries stay as they are. For ``win32`` what is open can be neither renamed
nor removed, and names are refused that Windows has not.
"""

import fcntl
import importlib.machinery
import os
import re
import signal
import sys
import types
from contextlib import suppress

SYSTEM = os.environ["OTHER_SYSTEM"]
MISSING = {
    "darwin": {"os": "sched_getaffinity posix_fadvise O_DIRECT O_TMPFILE", "signal": "SIGPWR SIGPOLL"},
    "win32": {
        "os": "killpg fork setsid getpgid getpgrp geteuid getuid getgid nice fchmod chown statvfs sysconf"
        " uname sched_getaffinity posix_fadvise pread pwrite sendfile O_DIRECTORY O_NOFOLLOW O_NONBLOCK"
        " O_CLOEXEC RTLD_NOLOAD RTLD_LAZY getloadavg WNOHANG",
        "signal": "SIGKILL SIGHUP SIGTSTP SIGSTOP SIGCONT SIGPIPE SIGCHLD SIGALRM SIGUSR1 SIGUSR2 SIGQUIT"
        " SIGWINCH pthread_sigmask setitimer alarm",
    },
}[SYSTEM]
POSIX_ONLY = "fcntl|resource|pwd|grp|termios|pty" if SYSTEM == "win32" else "msvcrt|_winapi"
FORBIDDEN = re.compile(r'.*[<>:"|?*\\\x00-\x1f].*|.*[. ]|(con|prn|aux|nul|(com|lpt)\d)(\..*)?', re.I | re.S)


class Seen(types.ModuleType):
    """A module as that system has it."""

    def __init__(self, real, **other):
        super().__init__(real.__name__)
        vars(self).update(_real=real, _missing=MISSING.get(real.__name__, "").split(), **other)

    def __getattr__(self, name):
        if name in self._missing:
            raise AttributeError(f"{self.__name__} has no {name} on {SYSTEM}")
        return getattr(self._real, name)

    def __setattr__(self, name, value):
        setattr(self._real, name, value)


class Msvcrt(types.ModuleType):
    """The locks of Windows, made of those that are there."""

    LK_NBLCK = 2
    open_osfhandle = staticmethod(lambda handle, flags: handle)

    @staticmethod
    def locking(file, mode, size):
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, size, os.lseek(file, 0, os.SEEK_CUR))


class Winapi(types.ModuleType):
    @staticmethod
    def CreateFile(name, *how):  # noqa: N802
        return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)


def seen_there(loader, name):
    """The code of a module, which for those of `phases` sees the other system."""
    if name.partition(".")[0] != "phases":
        return get_code(loader, name)
    path = loader.get_filename(name)
    text = loader.get_data(path).decode()
    text = re.sub(rf"^(\s*import )({POSIX_ONLY})$", r"\1not_on_this_system", text, flags=re.M)
    text = re.sub(r"^(\s*import )(os|sys|signal|msvcrt|_winapi)$", r"\1other_\2 as \2", text, flags=re.M)
    text = re.sub(r"psutil\.(BELOW_)?NORMAL_PRIORITY_CLASS", "10", text).replace("/proc/", "/not-there/")
    text = text.replace("ctypes.windll.kernel32.GetModuleHandleW(path)", "0")
    text = text.replace("_ctypes.FreeLibrary", "_ctypes.dlclose")
    return compile(text, path, "exec", dont_inherit=True)


def refuse(event, arguments):
    """What Windows refuses, below the working folder."""
    if event in ("os.rename", "os.remove", "os.rmdir"):
        for path in arguments[: 1 + (event == "os.rename")]:
            place = os.path.realpath(os.fsdecode(path))
            if place.startswith(os.getcwd()) and os.path.exists(place) and held(place):
                raise PermissionError(13, "another program has it open", place)
    if (
        event == "os.mkdir"
        or event == "os.rename"
        or (event == "open" and (arguments[2] or 0) & os.O_CREAT)
    ):
        path = arguments[event == "os.rename"]
        place = os.path.abspath(os.fsdecode(path)) if isinstance(path, str | bytes) else ""
        if place.startswith(os.getcwd()) and any(map(FORBIDDEN.fullmatch, place.split("/")[1:])):
            raise OSError(22, "no name on Windows", place)


def held(place):
    """Has a process opened this file, or one in this folder?"""
    for process in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            for one in os.scandir(f"/proc/{process}/fd"):
                with suppress(OSError):
                    if f"{os.readlink(one)}/".startswith(f"{place}/") and not place.endswith(".log"):
                        return True
    return False


get_code = importlib.machinery.SourceFileLoader.get_code
importlib.machinery.SourceFileLoader.get_code = seen_there
sys.modules |= {
    "other_os": Seen(os, **({"name": "nt", "O_BINARY": 0} if SYSTEM == "win32" else {})),
    "other_sys": Seen(sys, platform=SYSTEM),
    "other_signal": Seen(signal),
    "other_msvcrt": Msvcrt("msvcrt"),
    "other__winapi": Winapi("_winapi"),
}
if SYSTEM == "win32":
    sys.addaudithook(refuse)
