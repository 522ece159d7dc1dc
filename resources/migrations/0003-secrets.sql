-- Secret values, sealed. The newest row of a name is its value; the few before it serve to take old values out of logs.
-- Not history: rows are deleted when a secret is removed, but for one in use, which is only taken out of logs from then on.
CREATE TABLE secret (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  sealed      TEXT NOT NULL,
  sealed_with TEXT NOT NULL,
  set_at      TEXT NOT NULL,
  removed_at  TEXT
) STRICT;

CREATE INDEX secret_by_name ON secret (name, id);
