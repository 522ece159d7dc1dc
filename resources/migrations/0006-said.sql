-- What people said of a service's findings: accepted, taken back, answered. A row is written once and sealed at once: its
-- hash covers all that it says, the row before it, and the newest sealed deployment of its time, so that each of the two
-- chains shows where the other was written anew.
CREATE TABLE said (
  seq        INTEGER PRIMARY KEY,
  at         TEXT NOT NULL,
  kind       TEXT NOT NULL,
  service    TEXT NOT NULL,
  host       TEXT NOT NULL,
  id         TEXT NOT NULL,
  text       TEXT,
  until      TEXT,
  operator   TEXT NOT NULL,
  console    TEXT NOT NULL,
  after_seq  INTEGER NOT NULL,
  after_hash TEXT NOT NULL,
  prev_hash  TEXT NOT NULL,
  hash       TEXT NOT NULL
) STRICT;

CREATE INDEX said_by_service ON said (service, seq);

-- The newest row, kept apart so that cutting rows off the end is found out.
CREATE TABLE said_head (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  seq  INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO said_head (only, seq, hash) VALUES (1, 0, '');

-- It also keeps REPLACE out, which deletes rows without firing a delete trigger.
CREATE TRIGGER said_is_appended BEFORE INSERT ON said
WHEN NOT EXISTS (SELECT 1 FROM said_head WHERE NEW.seq = seq + 1 AND NEW.prev_hash = hash)
  OR NOT EXISTS (SELECT 1 FROM head WHERE NEW.after_seq = seq AND NEW.after_hash = hash)
BEGIN SELECT RAISE(ABORT, 'what is said follows the newest of it, and the newest record'); END;

CREATE TRIGGER said_moves_head AFTER INSERT ON said
BEGIN UPDATE said_head SET seq = NEW.seq, hash = NEW.hash; END;

CREATE TRIGGER said_is_never_changed BEFORE UPDATE ON said
BEGIN SELECT RAISE(ABORT, 'what was said is never changed'); END;

CREATE TRIGGER said_is_kept BEFORE DELETE ON said
BEGIN SELECT RAISE(ABORT, 'what was said is never deleted'); END;

CREATE TRIGGER said_head_follows BEFORE UPDATE ON said_head
WHEN NEW.seq <> OLD.seq + 1 OR NOT EXISTS (SELECT 1 FROM said WHERE seq = NEW.seq AND hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'its head follows what was said last'); END;

CREATE TRIGGER said_head_is_one BEFORE INSERT ON said_head
BEGIN SELECT RAISE(ABORT, 'there is one head of what was said'); END;

CREATE TRIGGER said_head_is_kept BEFORE DELETE ON said_head
BEGIN SELECT RAISE(ABORT, 'the head of what was said is never deleted'); END;
