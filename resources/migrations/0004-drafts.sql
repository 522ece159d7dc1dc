-- Service files that are being written. Not history: rows are changed and removed, the oldest ones as others come.
CREATE TABLE draft (
  place      INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  of_service TEXT NOT NULL,
  host       TEXT NOT NULL,
  text       TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
