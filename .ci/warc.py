#!/usr/bin/env python3
"""WARC files of fetch in the hands of others, and theirs in ours.

A portal on this machine publishes the fixtures. What fetch keeps of it is read
with warcio: every digest is right, and every payload is what the server sent.
What wget keeps of it (if it is there) is read by ingest. Needs warcio."""

import gzip
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

from warcio.archiveiterator import ArchiveIterator

root = pathlib.Path(__file__).resolve().parent.parent
files = {f.name: f.read_bytes() for f in sorted((root / "fixtures").iterdir())
         if f.suffix in (".pdf", ".xlsx", ".html", ".docx", ".md")}


class Portal(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.rsplit("/", 1)[-1]
        if self.path == "/list/":
            body = "".join(f"<li><a href='/files/{n}'>第{i}局2024年部门预算</a> 2024-02-01</li>" for i, n in enumerate(files))
            body, kind = f"<html><body>{body}</body></html>".encode(), "text/html; charset=utf-8"
        elif self.path.startswith("/files/") and name in files:
            body, kind = files[name], "application/octet-stream"
            if name.endswith(".html"):
                kind = "text/html"
        else:
            self.send_error(404)
            return
        self.send_response(200)
        if kind.startswith("text/html") and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)  # the same bytes again
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"

def payloads(folder):
    """The names of files with a body in the WARC files of a folder, and those of revisits."""
    seen, again = set(), set()
    for warc in sorted(folder.iterdir()):
        with warc.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                payload = record.content_stream().read()
                name = (record.rec_headers.get_header("WARC-Target-URI") or "").rsplit("/", 1)[-1]
                if record.rec_type in ("response", "resource") and name in files:
                    assert payload == files[name], f"{name} is not what was sent"
                    seen.add(name)
                elif record.rec_type == "revisit" and name in files:
                    again.add(name)
        subprocess.run(["warcio", "check", warc], check=True)
    return seen, again


with tempfile.TemporaryDirectory() as folder:
    work = pathlib.Path(folder)
    yusuan = work / "yusuan"
    subprocess.run(["go", "build", "-o", yusuan, "./cmd/yusuan"], cwd=root, check=True)
    (work / "ws/sources").mkdir(parents=True)
    (work / "ws/sources/portal.yaml").write_text(
        f"driver: pages\nstart: {address}/list/\nmust: [预算]\ntest: true\npace: {{seconds: 0}}\n")
    done = subprocess.run([yusuan, "fetch", work / "ws", "--json"], check=True, capture_output=True)
    new = json.loads(done.stdout)["sources"][0]["new"]
    assert new == len(files), f"{new} of {len(files)} files were fetched"
    seen, _ = payloads(work / "ws/warc")
    assert seen == set(files), set(files) - seen
    subprocess.run([yusuan, "fetch", work / "ws", "--whole"], check=True, capture_output=True)
    seen, again = payloads(work / "ws/warc")
    assert seen == again == set(files), set(files) - again
    print(f"warcio: {len(seen)} payloads are what the server sent, and revisits of them")

    if not shutil.which("wget"):
        print("left out: wget is not installed, its WARC files are not tried")
    else:
        subprocess.run(["wget", "-q", "-r", "-l", "1", "-nd", "-e", "robots=off", f"--warc-file={work}/wget",
                       f"{address}/list/"],
                       cwd=work, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"})
        done = subprocess.run([yusuan, "ingest", work / "wget.warc.gz", "-o", work / "ds", "--json"],
                              capture_output=True)
        read = json.loads(done.stdout)
        assert read["read"] >= len(files), read
        print(f"wget: {read['read']} documents of its WARC file were read")

        (work / "ws2/sources").mkdir(parents=True)
        (work / "ws2/sources/wget.yaml").write_text("driver: crawl\nwith: {path: ../../wget.warc.gz}\n")
        subprocess.run([yusuan, "fetch", work / "ws2"], check=True, capture_output=True)
        seen, _ = payloads(work / "ws2/warc")
        assert seen == set(files), set(files) - seen
        print(f"wget: {len(seen)} payloads of its WARC file were taken over")
