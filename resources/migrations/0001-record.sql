-- Applied migrations are never edited: a later file changes what an earlier one made.

CREATE TABLE migration (
  number     INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  applied_at TEXT NOT NULL
) STRICT;

-- One row a deployment. It may change until it is sealed: seq, prev_hash and hash are set once, together.
CREATE TABLE deployment (
  ordinal      INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  service      TEXT NOT NULL,
  host         TEXT NOT NULL,
  engine       TEXT NOT NULL,
  kind         TEXT NOT NULL,
  state        TEXT NOT NULL,
  number       INTEGER,
  from_release TEXT,
  to_release   TEXT,
  started_at   TEXT NOT NULL,
  serving_at   TEXT,
  finished_at  TEXT,
  reason       TEXT,
  operator     TEXT NOT NULL,
  console      TEXT NOT NULL,
  note         TEXT,
  file         TEXT NOT NULL,
  plan         TEXT NOT NULL,
  evidence     TEXT NOT NULL,
  seq          INTEGER UNIQUE,
  prev_hash    TEXT,
  hash         TEXT
) STRICT;

CREATE INDEX deployment_by_service ON deployment (service, ordinal);
CREATE INDEX deployment_unfinished ON deployment (ordinal) WHERE hash IS NULL;

-- What happened, in order, from 1 within its deployment; each row's hash also covers the row before it.
CREATE TABLE journal (
  deployment TEXT NOT NULL REFERENCES deployment (id),
  n          INTEGER NOT NULL,
  at         TEXT NOT NULL,
  event      TEXT NOT NULL,
  hash       TEXT NOT NULL,
  PRIMARY KEY (deployment, n)
) STRICT, WITHOUT ROWID;

-- The newest sealed record, kept apart so that cutting records off the end is found out.
CREATE TABLE head (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  seq  INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO head (only, seq, hash) VALUES (1, 0, '');

-- The insert triggers also keep REPLACE out, which deletes rows without firing a delete trigger.
CREATE TRIGGER deployment_begins BEFORE INSERT ON deployment
WHEN NEW.hash IS NOT NULL OR NEW.seq IS NOT NULL OR NEW.prev_hash IS NOT NULL
  OR EXISTS (SELECT 1 FROM deployment WHERE id = NEW.id OR ordinal = NEW.ordinal)
BEGIN SELECT RAISE(ABORT, 'a deployment begins once, unfinished'); END;

CREATE TRIGGER deployment_is_sealed BEFORE UPDATE ON deployment WHEN OLD.hash IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a finished deployment is never changed'); END;

CREATE TRIGGER deployment_keeps_its_name BEFORE UPDATE ON deployment
WHEN NEW.ordinal <> OLD.ordinal OR NEW.id <> OLD.id
BEGIN SELECT RAISE(ABORT, 'a deployment keeps its id and its place'); END;

CREATE TRIGGER deployment_seals_in_order BEFORE UPDATE ON deployment
WHEN (NEW.hash IS NOT NULL OR NEW.seq IS NOT NULL OR NEW.prev_hash IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM head WHERE NEW.seq IS seq + 1 AND NEW.prev_hash IS hash AND NEW.hash IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a record follows the newest one'); END;

CREATE TRIGGER deployment_moves_head AFTER UPDATE ON deployment WHEN NEW.hash IS NOT NULL
BEGIN UPDATE head SET seq = NEW.seq, hash = NEW.hash; END;

CREATE TRIGGER deployment_is_kept BEFORE DELETE ON deployment
BEGIN SELECT RAISE(ABORT, 'a deployment is never deleted'); END;

CREATE TRIGGER journal_is_appended BEFORE INSERT ON journal
WHEN NEW.n <> (SELECT IFNULL(MAX(n), 0) + 1 FROM journal WHERE deployment = NEW.deployment)
BEGIN SELECT RAISE(ABORT, 'a journal has no gaps'); END;

CREATE TRIGGER journal_is_closed BEFORE INSERT ON journal
WHEN EXISTS (SELECT 1 FROM deployment WHERE id = NEW.deployment AND hash IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'nothing is added to a finished deployment'); END;

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'a journal row is never changed'); END;

CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'a journal row is never deleted'); END;

CREATE TRIGGER head_follows BEFORE UPDATE ON head
WHEN NEW.seq <> OLD.seq + 1 OR NOT EXISTS (SELECT 1 FROM deployment WHERE seq = NEW.seq AND hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'the head follows the newest record'); END;

CREATE TRIGGER head_is_one BEFORE INSERT ON head
BEGIN SELECT RAISE(ABORT, 'there is one head'); END;

CREATE TRIGGER head_is_kept BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'the head is never deleted'); END;

-- What the hosts' releases are, as last seen: the host is the truth, this is the memory.
CREATE TABLE release (
  engine  TEXT NOT NULL,
  service TEXT NOT NULL,
  number  INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (engine, service, number)
) STRICT, WITHOUT ROWID;

-- Release numbers that were taken, whether or not a release came of them.
CREATE TABLE burned_number (
  engine    TEXT NOT NULL,
  service   TEXT NOT NULL,
  number    INTEGER NOT NULL,
  burned_at TEXT NOT NULL,
  PRIMARY KEY (engine, service, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE host (
  name     TEXT PRIMARY KEY,
  url      TEXT NOT NULL,
  added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
