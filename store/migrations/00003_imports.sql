-- What people say of imports, and imports that mend rows of another one.

-- +goose Up
-- Place in the fold. A file that is read again, by another mapping or with
-- mended rows, keeps the place at which its bytes first arrived.
ALTER TABLE imports ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE imports SET place = n;
-- Of two readings of one file at most one counts.
CREATE UNIQUE INDEX imports_counted_once ON imports (place) WHERE counts = 1;

ALTER TABLE imports ADD COLUMN words    TEXT    NOT NULL DEFAULT ''; -- hash of the mapping's text, '' not a clinic's own
ALTER TABLE imports ADD COLUMN asked    TEXT    NOT NULL DEFAULT ''; -- '' never, waits, accepted, refused
ALTER TABLE imports ADD COLUMN complete INTEGER NOT NULL DEFAULT 0;  -- what it lacks of earlier ones is gone
ALTER TABLE imports ADD COLUMN mends    INTEGER REFERENCES imports (n); -- the reading that this one stands for

-- Records of two ids that a person joined. A row is never deleted.
CREATE TABLE merges (
    n      INTEGER NOT NULL PRIMARY KEY,
    gone   TEXT    NOT NULL,              -- the id whose records belong to the other
    kept   TEXT    NOT NULL,
    at     TEXT    NOT NULL,
    undone TEXT    NOT NULL               -- when it was undone, '' it stands
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX merges_once ON merges (gone) WHERE undone = '';

-- Whose a claim is when the merges that stand are followed; the client where
-- there is none.
ALTER TABLE claims ADD COLUMN owner TEXT NOT NULL DEFAULT '';
UPDATE claims SET owner = client;
CREATE INDEX claims_by_owner ON claims (owner, key);

-- The claims of imports that count. A client who was joined with another may
-- claim one key twice.
DROP VIEW counted_keys;
CREATE VIEW counted_keys (key, client) AS
SELECT c.key, c.owner
FROM claims c
WHERE EXISTS (
    SELECT 1 FROM client_keys k JOIN imports i ON i.n = k.import
    WHERE k.key = c.key AND k.client = c.client AND i.counts = 1
);
