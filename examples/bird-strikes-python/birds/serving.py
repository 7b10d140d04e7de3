"""The inference container: answers /ping and /invocations with the model below /opt/ml/model."""

import json
import os
import signal
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import joblib

from birds.data import read_csv
from birds.features import COLUMNS, DataError, features

# What SageMaker lets through to a real-time endpoint.
MAX_BODY_BYTES = 6 * 1024 * 1024


class RequestError(Exception):
    """A request that cannot be answered, with the HTTP status that says so."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Server(ThreadingHTTPServer):
    # A connection for each request: once it no longer listens, all that are left are being answered, and closing waits for them.
    daemon_threads = False
    request_queue_size = 128


def main():
    base = os.environ.get("SAGEMAKER_BASE_DIR")
    port = int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))
    # SageMaker asks from outside of the container: 127.0.0.1 would answer nobody.
    host = "0.0.0.0"
    Handler.model = load_model(Path(base or "/opt/ml") / "model" / "model.joblib")
    with Server((host, port), Handler) as server:
        # `shutdown` waits for the loop that this thread is in.
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
        print(f"listening on {host}:{port}", flush=True)
        server.serve_forever()


def load_model(path):
    if path.exists():
        return joblib.load(path)
    print(f"there is no model at {path}: /ping answers 503", file=sys.stderr)
    return None


class Handler(BaseHTTPRequestHandler):
    model = None
    # Head and body of an answer leave in one packet.
    wbufsize = -1

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.answer()

    def answer(self):
        try:
            self.send(200, *self.answer_to(self.path.split("?")[0], self.read_body()))
        except (RequestError, DataError) as error:
            self.send_error_text(getattr(error, "status", 400), str(error))
        except Exception as error:
            traceback.print_exc()
            self.send_error_text(500, str(error))

    def answer_to(self, path, body):
        if path not in ("/ping", "/invocations"):
            raise RequestError(404, "expected /ping or /invocations")
        if path == "/invocations" and self.command != "POST":
            raise RequestError(405, "expected POST")
        if self.model is None:
            raise RequestError(503, "there is no model")
        if path == "/ping":
            return "text/plain", ""
        records, single = read_records(self.headers.get("Content-Type"), body)
        probabilities = self.model.predict_proba([features(record) for record in records])[:, 1]
        return write_answer(self.headers.get("Accept"), probabilities, single)

    def read_body(self):
        size = int(self.headers.get("Content-Length", 0))
        if size > MAX_BODY_BYTES:
            # Read all the same: a client hears nothing while it sends.
            while size > 0:
                size -= len(self.rfile.read(min(size, 65_536))) or size
            raise RequestError(413, f"the body is larger than {MAX_BODY_BYTES} bytes")
        return self.rfile.read(size).decode("utf-8", errors="replace")

    def send_error_text(self, status, text):
        self.send(status, "application/json", json.dumps({"error": text}))

    def send(self, status, kind, body):
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """A line for every /ping would be most of the log."""


def read_records(content_type, body):
    """The records of a request, JSON (an object, or a list of them) or CSV with a header line, and whether it was a single one."""
    kind = (content_type or "application/json").split(";")[0].strip().lower()
    if kind == "text/csv":
        return check(read_csv(body, "the request")[1]), False
    if kind != "application/json":
        raise RequestError(415, f"Content-Type must be application/json or text/csv, got {kind}")
    try:
        value = json.loads(body)
    except ValueError as error:
        raise RequestError(400, f"the body is not JSON: {error}") from error
    return check(value if isinstance(value, list) else [value]), not isinstance(value, list)


def check(records):
    if not records:
        raise RequestError(400, "the request has no records")
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise RequestError(400, f"record {number} must be an object, got {json.dumps(record)}")
        if not any(column in record for column in COLUMNS):
            raise RequestError(400, f"record {number} has none of the known columns: {', '.join(COLUMNS)}")
    return records


def write_answer(accept, probabilities, single):
    """JSON as the request was (one object or a list), or one probability a line."""
    if "text/csv" in (accept or ""):
        return "text/csv", "".join(f"{p:.6f}\n" for p in probabilities)
    answers = [{"probability": round(float(p), 6)} for p in probabilities]
    return "application/json", json.dumps(answers[0] if single else answers)
