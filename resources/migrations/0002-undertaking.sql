-- What an unfinished deployment set out to do and what it found, so that another process can settle it; gone once it is sealed.
CREATE TABLE undertaking (
  deployment TEXT PRIMARY KEY REFERENCES deployment (id),
  content    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
