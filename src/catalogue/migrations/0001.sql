-- The first version of the catalogue. docs/catalogue.md describes every table and view.
-- Positions: `start` and `end` are code points of the restored text, `page` counts from 0, as in the JSON.

-- Documents and what was read of pages are found by a short index, not in a tree of their JSON.
CREATE TABLE documents (
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
CREATE INDEX documents_code ON documents (code, issuer_folded);
CREATE INDEX documents_asked ON documents (path, issuer_folded, type_code, date_from, date_to, issuer);

-- Every place where a document's bytes were found.
CREATE TABLE files (
  path TEXT PRIMARY KEY,
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX files_document ON files (document);

-- What was read of a page, before restoration, by the SHA-256 of its JSON; zlib.
CREATE TABLE readings (hash TEXT PRIMARY KEY NOT NULL, page BLOB NOT NULL);

-- What OCR read of a page image with given settings: a second time it is taken from here.
CREATE TABLE ocr_cache (
  image TEXT NOT NULL, settings TEXT NOT NULL, reading TEXT NOT NULL REFERENCES readings,
  PRIMARY KEY (image, settings)
) WITHOUT ROWID;
CREATE INDEX ocr_cache_reading ON ocr_cache (reading);

CREATE TABLE pages (
  rowid INTEGER PRIMARY KEY,      -- of page_text; depends on the order of arrival
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
  page INTEGER NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL,
  text TEXT NOT NULL,
  text_source TEXT NOT NULL,
  width_px INTEGER, height_px INTEGER, dpi INTEGER, rotation_deg REAL NOT NULL,
  mean_confidence REAL,
  image TEXT,                     -- hash of the page image that OCR read
  reading TEXT NOT NULL REFERENCES readings,
  failure TEXT,
  UNIQUE (document, page)
);
CREATE INDEX pages_reading ON pages (reading);
CREATE VIRTUAL TABLE page_text USING fts5 (
  text, folded, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0"
);
CREATE TRIGGER pages_gone AFTER DELETE ON pages BEGIN
  DELETE FROM page_text WHERE rowid = old.rowid;
END;

CREATE TABLE sections (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
  position INTEGER NOT NULL, parent INTEGER,
  id TEXT NOT NULL, label TEXT NOT NULL, kind TEXT NOT NULL, level INTEGER NOT NULL, title TEXT,
  start INTEGER NOT NULL, end INTEGER NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE refs (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, id TEXT NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, page INTEGER NOT NULL, section TEXT,
  quote TEXT NOT NULL, confidence REAL NOT NULL,
  type_code TEXT NOT NULL, type_name TEXT NOT NULL, code TEXT, key TEXT,
  date TEXT, date_from TEXT, date_to TEXT,
  issuer TEXT, issuer_full TEXT, issuer_folded TEXT, title TEXT,
  role TEXT NOT NULL, relation TEXT, article TEXT, clause TEXT, point TEXT,
  PRIMARY KEY (document, id)
) WITHOUT ROWID;

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

CREATE TABLE dates (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, id TEXT NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, page INTEGER NOT NULL, section TEXT,
  quote TEXT NOT NULL, confidence REAL NOT NULL,
  edtf TEXT NOT NULL, edtf_from TEXT, edtf_to TEXT, kind TEXT NOT NULL, role TEXT NOT NULL,
  PRIMARY KEY (document, id)
) WITHOUT ROWID;
CREATE INDEX dates_deadline ON dates (edtf_to) WHERE role = 'deadline';

CREATE TABLE targets (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, id TEXT NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, page INTEGER NOT NULL, section TEXT,
  quote TEXT NOT NULL, confidence REAL NOT NULL,
  comparator TEXT NOT NULL, value REAL NOT NULL, value_max REAL, unit TEXT NOT NULL,
  value_base REAL, unit_base TEXT, measure TEXT, actor TEXT, actor_folded TEXT,
  due TEXT, due_from TEXT, due_to TEXT,
  PRIMARY KEY (document, id)
) WITHOUT ROWID;
CREATE INDEX targets_due ON targets (due_to);

CREATE TABLE assignments (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, id TEXT NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, page INTEGER NOT NULL, section TEXT,
  quote TEXT NOT NULL, confidence REAL NOT NULL,
  unit TEXT NOT NULL, unit_full TEXT NOT NULL, unit_folded TEXT NOT NULL,
  role TEXT NOT NULL, task TEXT NOT NULL, due TEXT, due_from TEXT, due_to TEXT,
  PRIMARY KEY (document, id)
) WITHOUT ROWID;
CREATE INDEX assignments_due ON assignments (due_to);

CREATE TABLE organisations (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
  name TEXT NOT NULL, role TEXT NOT NULL, folded TEXT NOT NULL, mentions INTEGER NOT NULL,
  PRIMARY KEY (document, name, role)
) WITHOUT ROWID;

CREATE TABLE recipients (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL,
  name TEXT NOT NULL, purpose TEXT, start INTEGER NOT NULL, end INTEGER NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE signatures (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL,
  authority TEXT, role TEXT, name TEXT, start INTEGER NOT NULL, end INTEGER NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE edits (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, page INTEGER NOT NULL,
  was TEXT NOT NULL, became TEXT NOT NULL, confidence REAL NOT NULL, rule TEXT,
  left INTEGER, top INTEGER, right INTEGER, bottom INTEGER,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE warnings (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL,
  code TEXT NOT NULL, message TEXT NOT NULL, page INTEGER, start INTEGER, end INTEGER,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE INDEX warnings_code ON warnings (code);

-- What was given up: a page (its document is here all the same), a file, or a file that was stopped as secret.
CREATE TABLE failures (
  path TEXT NOT NULL, page INTEGER NOT NULL,        -- -1: the whole file
  kind TEXT NOT NULL CHECK (kind IN ('page', 'file', 'secret')),
  document TEXT,                                     -- SHA-256, where the file could be read
  message TEXT NOT NULL, tries INTEGER NOT NULL,
  PRIMARY KEY (path, page)
) WITHOUT ROWID;
CREATE INDEX failures_document ON failures (document);

-- Documents that say nearly the same or bear the same number; both directions are here.
CREATE TABLE similar (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
  other TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
  reason TEXT NOT NULL CHECK (reason IN ('number', 'text')),
  likeness REAL NOT NULL,
  PRIMARY KEY (document, other, reason)
) WITHOUT ROWID;
CREATE INDEX similar_other ON similar (other);

-- MinHash of the text: the whole sketch, and its bands to find likely neighbours by. These, too, are deleted by the program.
CREATE TABLE sketches (document TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE, sketch BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE bands (
  band INTEGER NOT NULL, value INTEGER NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (band, value, document)
) WITHOUT ROWID;

-- The questions. `page` counts from 1 here, as people count.

CREATE VIEW all_documents AS
SELECT d.path AS file, d.type_name AS type, d.code, d.issuer, d.date, d.title, d.page_count AS pages,
       round(d.quality, 3) AS quality, d.doubtful,
       (SELECT count(*) FROM warnings w WHERE w.document = d.id) AS warnings,
       d.date_from, d.date_to, d.type_code, d.issuer_folded, d.id AS document
FROM documents d;

-- The questions walk the documents by path and stop at their limit: CROSS JOIN keeps SQLite to that order. What is due is
-- walked by its day instead.
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

-- Who cites whom.
CREATE VIEW all_refs AS
SELECT d.path AS file, r.page + 1 AS page, r.code, r.type_name AS type, r.date, r.issuer, r.role, r.relation,
       l.state, c.path AS cited, l.why, l.certainty, r.quote, r.confidence, r.title, r.key, l.series,
       r.date_from AS cited_from, r.date_to AS cited_to, d.issuer_folded, d.type_code, d.date_from, d.date_to,
       d.id AS document, l.cited AS cited_document, r.id AS fact, r.start
FROM refs r JOIN links l ON l.document = r.document AND l.ref = r.id JOIN documents d ON d.id = r.document
LEFT JOIN documents c ON c.id = l.cited;

-- One row for each document that has a likeness: the nearest one, and which of the two is the better copy.
CREATE VIEW duplicates AS
SELECT d.path AS file, o.path AS nearest, s.reason, s.likeness, d.code, d.issuer,
       CASE WHEN coalesce(o.quality, 0) > coalesce(d.quality, 0)
              OR (coalesce(o.quality, 0) = coalesce(d.quality, 0) AND o.id < d.id)
            THEN o.id END AS version_of,
       d.id AS document, o.id AS other
FROM similar s JOIN documents d ON d.id = s.document JOIN documents o ON o.id = s.other
WHERE (s.other, s.reason) = (
  SELECT other, reason FROM similar n WHERE n.document = s.document
  ORDER BY n.likeness DESC, n.other, n.reason LIMIT 1);
