#!/usr/bin/env python3
"""Kills an ingest at random moments and compares what is left with an undisturbed run.

    tests/kill-ingest.py VANKHO [--kills 20] [--documents 60] [--seed 1]

Makes a folder of mixed documents from the fixtures: texts, ruined texts and scanned pages, each of its own content. Then:
1. an undisturbed ingest, its dump, and a second run, which must read nothing;
2. an ingest killed (SIGKILL) again and again, ended undisturbed: the same dump, the same answers to a search;
3. four ingests of the folder at once: the same dump;
4. as root, an ingest to a disk (tmpfs) that is too small: it ends with a message and exit code 4, a whole catalogue is
   left, and when the disk has grown the next run ends with the same dump. --disk does nothing but this and step 1.

The dump holds every row of every table but row ids, which depend on the order of arrival.
"""

import argparse, hashlib, json, os, pathlib, random, shutil, sqlite3, struct, subprocess, sys, tempfile, time, zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def with_text(png, text):
    """The PNG with a comment: another file, and the same pixels."""
    data = b"Comment\0" + text.encode()
    chunk = struct.pack(">I", len(data)) + b"tEXt" + data + struct.pack(">I", zlib.crc32(b"tEXt" + data))
    return png[:33] + chunk + png[33:]


def with_pixel(png, n):
    """The PNG with `n` blank rows below: other pixels, so that OCR has to read it."""
    pos, parts, idat = 8, [], b""
    while pos < len(png):
        size, kind = struct.unpack(">I4s", png[pos:pos + 8])
        body = png[pos + 8:pos + 8 + size]
        if kind == b"IDAT":
            idat += body
        else:
            parts.append([kind, body])
        pos += size + 12
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", parts[0][1])
    assert rest[2] == 0, "not interlaced"
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = b"\0" + b"\xff" * ((width * samples * depth + 7) // 8)
    raw = zlib.decompress(idat) + row * n
    parts[0][1] = struct.pack(">IIBBBBB", width, height + n, depth, colour, *rest)
    parts.insert(-1, [b"IDAT", zlib.compress(raw)])
    out = png[:8]
    for kind, body in parts:
        out += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return out


def make(folder, count, scans):
    text = (ROOT / "fixtures/plan-clean/input.txt").read_text()
    ruined = (ROOT / "fixtures/plan-garbled/input.txt").read_text()
    png = (ROOT / "fixtures/page-scanned/input.png").read_bytes()
    for n in range(count):
        sub = folder / f"{n % 4}"
        sub.mkdir(exist_ok=True)
        if n < scans:
            (sub / f"scan{n}.png").write_bytes(with_pixel(png, n))
        elif n < 2 * scans:
            (sub / f"same{n}.png").write_bytes(with_text(png, str(n)))
        elif n % 3 == 0:
            (sub / f"ruined{n}.txt").write_text(f"{ruined}\n{n}\n")
        elif n % 17 == 0:
            (sub / f"bad{n}.pdf").write_bytes(b"%PDF-1.4 broken" + bytes([n]))
        else:
            (sub / f"plan{n}.txt").write_text(text.replace("2023", str(1960 + n)) + f"\n{n}\n")
    past = time.time() - 3600
    for file in folder.rglob("*.*"):
        os.utime(file, (past, past))


def dump(path):
    db = sqlite3.connect(path)
    tables = [t for (t,) in db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'page_text%' AND name NOT LIKE 'sqlite%' ORDER BY 1")]
    out = []
    for table in tables:
        columns = [c[1] for c in db.execute(f"PRAGMA table_info({table})") if c[1] != "rowid"]
        rows = sorted(repr(row) for row in db.execute("SELECT %s FROM %s" % (", ".join(f'"{c}"' for c in columns), table)))
        out.append(f"{table} {len(rows)} {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()}")
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()
    return out


# What the write-ahead log may grow to before it is copied into the catalogue, with room to spare.
LOG = 96 << 20


def full_disk(work, command, want, size, scans):
    """Ingests to a disk that holds less and less short of the catalogue, and then to one that is large enough."""
    disk = work / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size // 4}", "tmpfs", str(disk)], check=True)
    try:
        done, last = 0, 0
        for part in (4, 2, 1):
            subprocess.run(["mount", "-o", f"remount,size={size // part}", str(disk)], check=True)
            out = subprocess.run(command("disk/full.db"), capture_output=True, text=True)
            print(f"a disk of {size // part} bytes: exit {out.returncode}:", out.stderr.strip().splitlines()[-1])
            assert out.returncode == 4 and "disk is full" in out.stderr, out.stderr
            db = sqlite3.connect(f"file:{disk}/full.db?mode=ro", uri=True)
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            done = db.execute("SELECT count(*) FROM documents").fetchone()[0]
            db.close()
            assert done >= last, "documents are lost"
            last = done
        subprocess.run(["mount", "-o", f"remount,size={size * 4 + LOG}", str(disk)], check=True)
        out = subprocess.run(command("disk/full.db"), capture_output=True, text=True)
        assert out.returncode in (0, 1), out.stderr
        summary = json.loads(out.stdout)
        print(f"{done} documents were there; room made:", summary)
        assert summary["pages_read"] <= scans
        got = dump(disk / "full.db")
        assert got == want, "\n".join(f"{a}\n{b}" for a, b in zip(want, got) if a != b)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vankho")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--scans", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--disk", action="store_true", help="only the full disk")
    args = parser.parse_args()
    chance = random.Random(args.seed)
    program = str(pathlib.Path(args.vankho).resolve())
    work = pathlib.Path(tempfile.mkdtemp(prefix="kill-ingest-"))
    folder = work / "in"
    folder.mkdir()
    make(folder, args.documents, args.scans)

    def command(name):
        return [program, "ingest", str(folder), "--catalogue", str(work / name), "--log-format", "json"]

    def run(name):
        out = subprocess.run(command(name), capture_output=True, text=True)
        assert out.returncode in (0, 1), out.stderr
        return json.loads(out.stdout)

    def search(name):
        return subprocess.run([program, "search", "thi hanh an", "--format", "json", "--catalogue", str(work / name)],
                              capture_output=True, text=True, check=True).stdout

    start = time.time()
    first = run("whole.db")
    took = time.time() - start
    want = dump(work / "whole.db")
    second = run("whole.db")
    print("undisturbed", first, "second", second)
    assert second["pages_read"] == 0 and second["done"] == 0, second
    assert dump(work / "whole.db") == want, "the second run changed something"

    if os.geteuid() == 0:
        full_disk(work, command, want, (work / "whole.db").stat().st_size, args.scans)
    else:
        print("the full disk needs root to mount a small one: left out")
    if args.disk:
        shutil.rmtree(work)
        return

    killed = 0
    for _ in range(args.kills):
        process = subprocess.Popen(command("killed.db"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(0.05, took / 4))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
    last = run("killed.db")
    print(f"killed {killed} times, then", last)
    got = dump(work / "killed.db")
    assert got == want, "\n".join(f"{a}\n{b}" for a, b in zip(want, got) if a != b)
    assert search("killed.db") == search("whole.db"), "the search answers differ"

    four = [subprocess.Popen(command("four.db"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for process in four:
        out, err = process.communicate()
        assert process.returncode in (0, 1), err
    got = dump(work / "four.db")
    assert got == want, "\n".join(f"{a}\n{b}" for a, b in zip(want, got) if a != b)
    print("four at once: the same catalogue")
    shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
