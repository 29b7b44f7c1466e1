"""Serves a page with the newest aggregates of a stream. Needs Python's own library only."""

import argparse
import collections
import html
import http.server
import json
import os
import subprocess
import threading

COLUMNS = ("sensor", "from", "count", "mean", "min", "max", "unit")


def follow(stream, rows):
    """Keeps the newest rows. When the stream can no longer be read, the component ends: the nucleus starts it again."""
    with subprocess.Popen(["shoreline", "stream", "read", stream, "--follow", "--json"], stdout=subprocess.PIPE, text=True) as reader:
        for line in reader.stdout:
            try:
                rows.append(json.loads(json.loads(line)["text"]))
            except (KeyError, TypeError, ValueError) as error:
                print("passed over a record that is no JSON:", error)
    os._exit(1)


def page(rows):
    head = "".join(f"<th>{name}</th>" for name in COLUMNS)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(str(row.get(name, '')))}</td>" for name in COLUMNS) + "</tr>" for row in reversed(rows))
    return f"<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=2><title>Aggregates</title><table><tr>{head}</tr>{body}</table>"


def handler(rows):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content = page(list(rows)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments):
            """A line for each request would fill the component's log."""

    return Handler


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stream", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rows", type=int, required=True)
    options = parser.parse_args()
    rows = collections.deque(maxlen=options.rows)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), handler(rows))
    threading.Thread(target=follow, args=(options.stream, rows), daemon=True).start()
    print(f"http://127.0.0.1:{options.port}/")
    server.serve_forever()


if __name__ == "__main__":
    main()
