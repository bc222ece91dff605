-- Citations are linked to the documents that they mean.

-- What others cite a document by.
CREATE TABLE names (
  document TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  series TEXT, year INTEGER,      -- symbol and number: qd-btp/303; of a document without a number that of the decision
  attached INTEGER NOT NULL,      -- that it was issued with: then 1
  body TEXT, seat TEXT, above TEXT, level TEXT, national INTEGER NOT NULL,
  sure INTEGER NOT NULL           -- 0 when only the place of the date line tells the seat
) WITHOUT ROWID;
CREATE INDEX names_series ON names (series, year, body, seat);

-- Each citation: what it names, and what it was linked to.
CREATE TABLE links (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, ref TEXT NOT NULL,
  series TEXT, year INTEGER, body TEXT, seat TEXT,
  state TEXT NOT NULL CHECK (state IN ('resolved', 'proposed', 'ambiguous', 'absent')),
  cited TEXT, certainty REAL, why TEXT,
  PRIMARY KEY (document, ref)
) WITHOUT ROWID;
CREATE INDEX links_series ON links (series, year) WHERE series IS NOT NULL;
CREATE INDEX links_cited ON links (cited) WHERE cited IS NOT NULL;

-- Some hashes of each title, of documents (ref '') and of citations, to find those that are alike. A document's own are
-- deleted with it by the program: an index to find them by would cost as much as they do.
CREATE TABLE title_marks (
  mark INTEGER NOT NULL, ref TEXT NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (mark, ref, document)
) WITHOUT ROWID;

-- The same of the bands; and indexes that no question uses.
CREATE TABLE new_bands (
  band INTEGER NOT NULL, value INTEGER NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (band, value, document)
) WITHOUT ROWID;
INSERT INTO new_bands SELECT band, value, document FROM bands ORDER BY band, value, document;
DROP TABLE bands;
ALTER TABLE new_bands RENAME TO bands;
DROP INDEX refs_key;
DROP INDEX refs_code;
DROP INDEX organisations_folded;

-- Documents and what was read of pages are found by a short index, not in a tree of their JSON; the questions by path.
PRAGMA legacy_alter_table = ON;
CREATE TABLE new_documents (
  id TEXT PRIMARY KEY NOT NULL,   -- SHA-256 of the file's bytes
  path TEXT NOT NULL,
  media_type TEXT NOT NULL,
  page_count INTEGER NOT NULL,
  number TEXT, symbol TEXT, code TEXT, key TEXT,
  issuer TEXT, issuer_folded TEXT, parent_issuer TEXT, place TEXT,
  date TEXT, date_from TEXT, date_to TEXT,
  type_code TEXT, type_name TEXT, title TEXT,
  period TEXT, period_from TEXT, period_to TEXT,
  promulgated_by TEXT, secrecy TEXT, urgency TEXT, arrival_number TEXT, arrival_date TEXT,
  noise TEXT NOT NULL, tokens INTEGER NOT NULL, changed INTEGER NOT NULL,
  quality REAL,                   -- mean confidence of its tokens, 0..1
  doubtful INTEGER NOT NULL,      -- 1 when a person should look at it
  program TEXT NOT NULL, ocr TEXT, language_model TEXT NOT NULL,
  json BLOB NOT NULL              -- the JSON of vankho process, zlib
);
INSERT INTO new_documents SELECT * FROM documents ORDER BY id;
DROP TABLE documents;
ALTER TABLE new_documents RENAME TO documents;
CREATE INDEX documents_code ON documents (code, issuer_folded);
CREATE INDEX documents_asked ON documents (path, issuer_folded, type_code, date_from, date_to, issuer);
CREATE TABLE new_readings (hash TEXT PRIMARY KEY NOT NULL, page BLOB NOT NULL);
INSERT INTO new_readings SELECT hash, page FROM readings ORDER BY hash;
DROP TABLE readings;
ALTER TABLE new_readings RENAME TO readings;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX dates_deadline ON dates (edtf_to) WHERE role = 'deadline';

DROP VIEW all_refs;
CREATE VIEW all_refs AS
SELECT d.path AS file, r.page + 1 AS page, r.code, r.type_name AS type, r.date, r.issuer, r.role, r.relation,
       l.state, c.path AS cited, l.why, l.certainty, r.quote, r.confidence, r.title, r.key, l.series,
       r.date_from AS cited_from, r.date_to AS cited_to, d.issuer_folded, d.type_code, d.date_from, d.date_to,
       d.id AS document, l.cited AS cited_document, r.id AS fact, r.start
FROM refs r JOIN links l ON l.document = r.document AND l.ref = r.id JOIN documents d ON d.id = r.document
LEFT JOIN documents c ON c.id = l.cited;

-- The questions walk the documents by path and stop at their limit: CROSS JOIN keeps SQLite to that order. What is due is
-- walked by its day instead.
DROP VIEW all_deadlines;
DROP VIEW all_targets;
DROP VIEW all_assignments;
CREATE VIEW all_targets AS
SELECT d.path AS file, t.page + 1 AS page, t.comparator, t.value, t.value_max, t.unit, t.measure, t.actor, t.due,
       t.due_from, t.due_to, t.quote, t.confidence, d.issuer, d.issuer_folded, d.type_code, d.date_from, d.date_to,
       t.actor_folded AS unit_folded, d.id AS document, t.id AS fact, t.start
FROM documents d CROSS JOIN targets t ON t.document = d.id;

CREATE VIEW all_assignments AS
SELECT d.path AS file, a.page + 1 AS page, a.unit, a.unit_full, a.role, a.task, a.due, a.due_from, a.due_to,
       a.quote, a.confidence, d.issuer, d.issuer_folded, d.type_code, d.date_from, d.date_to,
       a.unit_folded, d.id AS document, a.id AS fact, a.start
FROM documents d CROSS JOIN assignments a ON a.document = d.id;

CREATE VIEW all_deadlines AS
SELECT d.path AS file, a.page + 1 AS page, 'assignment' AS what, a.unit, a.task, a.due, a.due_from, a.due_to, a.quote,
       a.confidence, d.issuer, d.issuer_folded, d.type_code, d.date_from, d.date_to, a.unit_folded, d.id AS document,
       a.id AS fact, a.start
FROM assignments a JOIN documents d ON d.id = a.document WHERE a.due IS NOT NULL
UNION ALL
SELECT d.path, t.page + 1, 'target', t.actor, coalesce(t.measure, t.quote), t.due, t.due_from, t.due_to, t.quote,
       t.confidence, d.issuer, d.issuer_folded, d.type_code, d.date_from, d.date_to, t.actor_folded, d.id, t.id, t.start
FROM targets t JOIN documents d ON d.id = t.document WHERE t.due IS NOT NULL
UNION ALL
SELECT d.path, x.page + 1, 'date', NULL, x.quote, x.edtf, x.edtf_from, x.edtf_to, x.quote, x.confidence,
       d.issuer, d.issuer_folded, d.type_code, d.date_from, d.date_to, NULL, d.id, x.id, x.start
FROM dates x JOIN documents d ON d.id = x.document
WHERE x.role = 'deadline'
  AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.document = x.document AND a.due = x.edtf)
  AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.document = x.document AND t.due = x.edtf);
