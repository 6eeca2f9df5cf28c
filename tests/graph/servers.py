"""Small servers on this machine: any in a thread, one for the web, and one for mail."""

import json
import socketserver
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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


class Web(BaseHTTPRequestHandler):
    """Keeps what it got. /500, /302 and /hang do what they say."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers["Content-Type"], json.loads(body)))
        if self.path == "/hang":
            time.sleep(5)
        self.send_response(int(self.path[1:4]) if self.path[1:4].isdigit() else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self):
        self.server.got.append((self.path, "GET", None))

    def log_message(self, *_):
        pass


@contextmanager
def recording():
    """Run a web server: its address, and the list of what it gets."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.got = []
    with serving(server) as port:
        yield f"http://127.0.0.1:{port}", server.got


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
