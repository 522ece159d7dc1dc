-- What the checks of a service last found with evidence, and what that was taken from: the newest of each check. Not
-- history: a row is replaced by the next measurement, and is shown as stale where what it was taken from is another now.
CREATE TABLE evidence (
  host    TEXT NOT NULL,
  service TEXT NOT NULL,
  id      TEXT NOT NULL,
  at      TEXT NOT NULL,
  finding TEXT NOT NULL,
  taken   TEXT NOT NULL,
  PRIMARY KEY (host, service, id)
) STRICT;
