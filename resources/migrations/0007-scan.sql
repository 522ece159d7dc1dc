-- What a scanner found last in an image, by the image's id at its engine: a release of the same image anywhere is judged by
-- it. Not history: a row is replaced by the next scan. `since` is when the oldest of what is still in it was found.
CREATE TABLE scan (
  id     TEXT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL,
  since  TEXT NOT NULL,
  scan   TEXT NOT NULL
) STRICT;
CREATE INDEX scan_of_digest ON scan (digest);
