"""The service as an HTTP server."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

SERVICE = "${{ values.name }}"
HEALTH = "${{ values.health }}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = urlsplit(self.path).path
        if path == HEALTH:
            self.answer(200, {"status": "ok"})
        elif path == "/":
            self.answer(200, {"service": SERVICE})
        else:
            self.answer(404, {"error": f"There is nothing at {path}"})

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Health is asked every few seconds; what matters is logged by hand."""


def create_server(port, host=""):
    """A server that does not answer yet; port 0 takes a free one."""
    return ThreadingHTTPServer((host, port), Handler)
