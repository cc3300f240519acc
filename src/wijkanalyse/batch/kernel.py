"""A kernel manager that talks over local sockets instead of TCP ports.

Kernels that start at the same time can grab the same port, and a kernel on TCP
warns about it on every run; both are gone with the transport ``ipc``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager


class SocketKernelManager(AsyncKernelManager):
    """Kernel over ``ipc`` where the platform has it; TCP on Windows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if _has_local_sockets():
            self._folder = tempfile.TemporaryDirectory(prefix="wijk-kernel-")
            self.transport = "ipc"
            # An absolute path: by default the sockets land in the working folder.
            self.ip = str(Path(self._folder.name) / "k")


def _has_local_sockets() -> bool:
    import socket

    return hasattr(socket, "AF_UNIX")
