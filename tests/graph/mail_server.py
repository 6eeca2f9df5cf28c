"""Small servers on this machine: any in a thread, and one for mail."""

import socketserver
import threading
from contextlib import contextmanager


@contextmanager
def serving(server):
    """Run a server of socketserver in a thread; its address."""
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as one message takes."""

    def handle(self):
        server, words = self.server, []
        self.say("220 here" if not server.silent else "")
        while line := self.rfile.readline().decode().strip():
            words.append(line)
            line = line.upper()
            if line.startswith("EHLO"):
                self.say(
                    "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN"
                    if server.tls
                    else "250-here\r\n250 AUTH PLAIN"
                )
            elif line == "STARTTLS":
                self.say("220 go on")
                self.encrypt(server.tls)
            elif line.startswith("RCPT") and "NOBODY" in line:
                self.say("550 no such user")
            elif line == "DATA":
                self.say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                server.got.append((words, text.decode().replace("\r\n", "\n")))
                self.say("250 taken")
            elif line == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("235 welcome" if line.startswith("AUTH") else "250 ok")

    def say(self, text):
        if text:
            self.wfile.write(text.encode() + b"\r\n")

    def encrypt(self, tls):
        self.connection = tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
