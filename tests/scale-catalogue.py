#!/usr/bin/env python3
"""Makes many documents and measures what a catalogue of them costs.

    tests/scale-catalogue.py VANKHO [--documents 10000] [--small 2000] [--words 300] [--seed 1] [--keep DIR]

A seeded generator writes text documents of about 300 words: plans, decisions and notices of invented numbers, put together
from word lists and from the sentences of the plans in fixtures/, with citations of each other, and one in twenty nearly the
text of another. Then:
1. `vankho ingest` of all, with the number of documents in the catalogue noted all the time: documents a second, the
   first and the last thousand, peak memory of the process;
2. the same of the first 2,000, for the memory;
3. restoration and extraction alone: `vankho process --format csv` of the first 2,000;
4. the questions, 9 times each: the time of the whole process, start included, with JSON output.

On a machine that does other things too, the CPU time of a document tells more than documents a second.

Bars: 300 documents a second on 2 cores (beyond that, 80 % of the speed of restoration and extraction), 400 MB whatever
the number of documents, the last thousand no dearer than the first, 50 ms a question (median).
"""

import argparse, json, os, pathlib, random, re, resource, shutil, sqlite3, statistics, subprocess, sys, tempfile, threading, time

ROOT = pathlib.Path(__file__).resolve().parent.parent

PROVINCES = """An Giang|Bắc Giang|Bắc Ninh|Bến Tre|Bình Định|Bình Dương|Bình Thuận|Cà Mau|Cao Bằng|Đắk Lắk|Điện Biên|Đồng Nai|
Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Tĩnh|Hòa Bình|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lâm Đồng|Lạng Sơn|Lào Cai|
Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sơn La|
Tây Ninh|Thái Bình|Thanh Hóa|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái""".replace("\n", "").split("|")

# Name, its abbreviation in symbols, whether it is in every province.
BODIES = [
    ("Ủy ban nhân dân", "UBND", True), ("Sở Y tế", "SYT", True), ("Sở Nội vụ", "SNV", True), ("Sở Tài chính", "STC", True),
    ("Cục Thi hành án dân sự", "CTHADS", True), ("Bộ Tư pháp", "BTP", False), ("Bộ Y tế", "BYT", False),
    ("Thủ tướng Chính phủ", "TTg", False), ("Tổng cục Thi hành án dân sự", "TCTHADS", False),
]
TYPES = [("Kế hoạch", "KH"), ("Quyết định", "QĐ"), ("Chương trình", "CTr"), ("Hướng dẫn", "HD"), ("Thông báo", "TB")]
SUBJECTS = ["phong trào thi đua", "công tác cải cách hành chính", "công tác văn thư, lưu trữ", "chuyển đổi số", "phòng, chống thiên tai",
            "giảm nghèo bền vững", "công tác tiếp công dân", "kiểm tra, giám sát", "đào tạo, bồi dưỡng công chức", "tiết kiệm, chống lãng phí"]
PLACES = ["trên địa bàn", "trong các cơ quan, đơn vị", "tại các xã, phường", "trong toàn ngành", "ở cơ sở"]
UNITS = ["Văn phòng", "Phòng Tổ chức cán bộ", "Phòng Kế hoạch - Tài chính", "Thanh tra", "các Chi cục", "Trung tâm Công nghệ thông tin"]
TASKS = ["tham mưu ban hành văn bản triển khai", "tổng hợp, báo cáo kết quả thực hiện", "rà soát hồ sơ, tài liệu", "bố trí kinh phí",
         "hướng dẫn, đôn đốc các đơn vị", "tổ chức tập huấn nghiệp vụ", "cập nhật cơ sở dữ liệu"]
NAMES = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Dũng", "Phạm Minh Đức", "Võ Thị Hạnh", "Đặng Quốc Khánh"]


def day(chance):
    return chance.randint(1, 28), chance.randint(1, 12), chance.randint(2019, 2024)


def spoken(date):
    return "ngày %02d tháng %02d năm %d" % date


class Maker:
    def __init__(self, seed, words):
        self.chance, self.words, self.cited = random.Random(seed), words, []
        self.sentences = []
        for name in ("plan-clean/input.txt", "plan-garbled/truth.txt", "plan-markdown/input.md"):
            text = re.sub(r"[#*]", "", (ROOT / "fixtures" / name).read_text())
            for sentence in re.split(r"(?<=[.;])\s+|\n\s*\n|\n\s*[-+]", text):
                sentence = re.sub(r"\s+", " ", sentence).strip(" -–+;.")
                if 10 <= len(sentence.split()) <= 60 and sentence[0].isupper() and not re.search(r"\d+/|[Ss]ố \d|:$", sentence):
                    self.sentences.append(sentence)

    def sentence(self):
        """A sentence of the plans; now and then two halves of them."""
        c = self.chance
        one = c.choice(self.sentences)
        if ", " in one and c.random() < 0.3:
            other = c.choice(self.sentences)
            one = one.rsplit(", ", 1)[0] + ", " + other[0].lower() + other[1:]
        return one + "."

    def document(self, n):
        c = self.chance
        body, short, local = c.choice(BODIES)
        province = c.choice(PROVINCES)
        kind, code = c.choice(TYPES)
        date = day(c)
        number = c.randint(1, 2500)
        full = f"{body} tỉnh {province}" if local else body
        subject = f"{c.choice(SUBJECTS)} {c.choice(PLACES)} năm {date[2]}"
        symbol = f"{number}/{code}-{short}"
        lines = [full.upper(), "", f"Số: {symbol}", "", f"{province if local else 'Hà Nội'}, {spoken(date)}", "", kind.upper(), f"Triển khai {subject}", ""]
        for _ in range(c.randint(1, 3)):
            lines.append(self.basis())
        lines += [f"{full} ban hành {kind} triển khai {subject} như sau:", "", "I. MỤC ĐÍCH, YÊU CẦU"]
        count, section = len(" ".join(lines).split()), 1
        while count < self.words - 105:
            line = f"{section}. {self.sentence()}" if c.random() < 0.4 else f"- {self.sentence()}"
            section += line[0] != "-"
            count += len(line.split())
            lines.append(line)
        deadline = (c.randint(1, 28), c.randint(1, 12), date[2] + c.randint(0, 1))
        lines += ["", "II. TỔ CHỨC THỰC HIỆN",
                  f"1. Phấn đấu {c.choice(['trên', 'ít nhất', 'đạt'])} {c.randint(50, 100)}% {c.choice(['hồ sơ', 'đơn vị', 'công chức'])} hoàn thành {c.choice(SUBJECTS)}.",
                  f"2. Giao {c.choice(UNITS)} chủ trì, phối hợp với {c.choice(UNITS)} {c.choice(TASKS)}, hoàn thành trước ngày %02d/%02d/%d." % deadline,
                  f"3. {c.choice(UNITS)} có trách nhiệm {c.choice(TASKS)} theo {self.cite()}.", "",
                  "Nơi nhận:", f"- {full} (để b/c);", f"- {c.choice(UNITS)};", "- Lưu: VT.", "", "GIÁM ĐỐC", "", c.choice(NAMES), ""]
        self.cited.append((kind, symbol, full, date, subject))
        return "\n".join(lines)

    def cite(self):
        c = self.chance
        if self.cited and c.random() < 0.5:
            kind, symbol, full, date, subject = c.choice(self.cited)
        else:
            body, short, local = c.choice(BODIES)
            kind, code = c.choice(TYPES)
            full = f"{body} tỉnh {c.choice(PROVINCES)}" if local else body
            symbol, date, subject = f"{c.randint(1, 2500)}/{code}-{short}", day(c), f"{c.choice(SUBJECTS)} {c.choice(PLACES)}"
        return f"{kind} số {symbol} {spoken(date)} của {full} về {subject}"

    def basis(self):
        return f"Căn cứ {self.cite()};"


def make(folder, count, words, seed):
    maker, kept = Maker(seed, words), []
    past = time.time() - 3600
    total = 0
    for n in range(count):
        if n % 20 == 19:
            text = kept[maker.chance.randrange(len(kept))].replace("hoàn thành", "làm xong", 1) + f"\nBản sao {n}\n"
        else:
            text = maker.document(n)
            kept = (kept + [text])[-500:]
        file = folder / f"{n // 1000:03}" / f"{n:06}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        os.utime(file, (past, past))
        total += len(text.split())
    return total / count


def measured(command, watch=None):
    """Runs it; seconds, CPU seconds, peak memory in MB, what `watch` saw, and what it wrote."""
    seen, over = [], threading.Event()

    def look():
        while not over.wait(0.25):
            try:
                db = sqlite3.connect(f"file:{watch}?mode=ro", uri=True)
                seen.append((time.time(), db.execute("SELECT count(*) FROM documents").fetchone()[0]))
                db.close()
            except sqlite3.Error:
                pass

    start = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    watcher = threading.Thread(target=look)
    if watch:
        watcher.start()
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.time() - start
    over.set()
    if watch:
        watcher.join()
    assert os.waitstatus_to_exitcode(status) == 0, command
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, [(t - start, n) for t, n in seen], out


def rate(seen, low, high):
    """Documents a second while the catalogue grew from `low` to `high`."""
    inside = [(t, n) for t, n in seen if low <= n <= high]
    if len(inside) < 2 or inside[-1][0] == inside[0][0]:
        return float("nan")
    return (inside[-1][1] - inside[0][1]) / (inside[-1][0] - inside[0][0])


def questions(program, catalogue, rounds):
    db = sqlite3.connect(catalogue)
    code = db.execute("SELECT code FROM refs WHERE code IS NOT NULL GROUP BY key ORDER BY count(*) DESC, key LIMIT 1").fetchone()[0]
    for name, arguments in [
        ("start and open", ["sql", "SELECT 1"]),
        ("search, words", ["search", "thi hanh an", "--limit", "20"]),
        ("search, phrase", ["search", '"chuyển đổi số"', "--type", "KH", "--year", "2023", "--limit", "20"]),
        ("targets", ["targets", "--issuer", "binh dinh", "--year", "2023"]),
        ("targets, all", ["targets"]),
        ("deadlines", ["deadlines", "--after", "2023-06-01", "--before", "2023-06-30"]),
        ("refs --to", ["refs", "--to", code]),
        ("assignments", ["assignments", "--unit", "Văn phòng", "--year", "2023"]),
        ("documents --duplicates", ["documents", "--duplicates"]),
    ]:
        times, rows = [], 0
        for _ in range(rounds):
            start = time.time()
            out = subprocess.run([program, *arguments, "--catalogue", catalogue, "--format", "json"], capture_output=True, check=True)
            times.append((time.time() - start) * 1000)
            rows = len(json.loads(out.stdout))
        print(f"  {name:24} {statistics.median(times):7.1f} ms median, {max(times):7.1f} ms worst, {rows} rows")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vankho")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--small", type=int, default=2_000)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for documents and catalogues, not removed")
    args = parser.parse_args()
    program = str(pathlib.Path(args.vankho).resolve())
    work = args.keep or pathlib.Path(tempfile.mkdtemp(prefix="scale-catalogue-"))
    folder = work / "in"
    if not folder.exists():
        folder.mkdir(parents=True)
        print(f"{args.documents} documents of {make(folder, args.documents, args.words, args.seed):.0f} words", flush=True)
    small = [folder / f"{n:03}" for n in range(max(1, args.small // 1000))]

    def ingest(paths, name):
        for old in work.glob(name + "*"):
            old.unlink()
        command = [program, "ingest", *map(str, paths), "--catalogue", str(work / name), "--quiet"]
        return measured(command, work / name)

    # What is read for the first time should not be charged for the disk.
    for file in folder.rglob("*.txt"):
        file.read_bytes()
    seconds, cpu, memory, seen, out = ingest([folder], "large.db")
    print(out.decode().strip())
    size = sum(f.stat().st_size for f in work.glob("large.db*")) / 1e6
    print(f"ingest of {args.documents}: {args.documents / seconds:.0f} documents/s, {cpu / args.documents * 1000:.1f} ms CPU each, "
          f"peak {memory:.0f} MB, catalogue {size:.0f} MB")
    last = args.documents
    print(f"  first 1,000: {rate(seen, 0, 1000):.0f} documents/s, last 1,000: {rate(seen, last - 1000, last):.0f}", flush=True)
    seconds, cpu, memory, _, _ = ingest(small, "small.db")
    print(f"ingest of {args.small}: {args.small / seconds:.0f} documents/s, {cpu / args.small * 1000:.1f} ms CPU each, "
          f"peak {memory:.0f} MB", flush=True)
    files = sorted(str(f) for sub in small for f in sub.glob("*.txt"))
    seconds, cpu, memory, _, _ = measured([program, "process", *files, "--format", "csv", "-o", str(work / "tables"), "--force", "--quiet"])
    print(f"process of {len(files)}: {len(files) / seconds:.0f} documents/s, {cpu / len(files) * 1000:.1f} ms CPU each "
          "(restoration, extraction, flat tables)", flush=True)
    seconds, _, memory, _, _ = measured([program, "graph", "--format", "json", "--catalogue", str(work / "large.db")])
    print(f"graph of {args.documents}: {seconds:.2f} s, peak {memory:.0f} MB")
    for form in ("jsonl", "csv", "parquet"):
        command = [program, "export", "--format", form, "-o", str(work / form), "--force", "--catalogue", str(work / "large.db")]
        seconds, _, memory, _, _ = measured(command)
        print(f"export --format {form} of {args.documents}: {seconds:.2f} s, peak {memory:.0f} MB")
    print("questions, whole process:", flush=True)
    questions(program, str(work / "large.db"), args.rounds)
    if not args.keep:
        shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
