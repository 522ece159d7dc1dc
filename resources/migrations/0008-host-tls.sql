-- Where the files are by which a host is reached with TLS: paths, never what is in them. NULL where it needs none.
ALTER TABLE host ADD COLUMN tls TEXT;
