-- By which nicknames rows may mean a client, and the numbers that children of a
-- clinic without ids were given.

-- +goose Up
-- 1: a nickname of the client's name. It counts where no client has it for a name.
ALTER TABLE client_keys ADD COLUMN nick INTEGER NOT NULL DEFAULT 0;

DROP VIEW counted_keys;
CREATE VIEW counted_keys (key, client) AS
SELECT c.key, c.owner
FROM claims c
WHERE EXISTS (
    SELECT 1 FROM client_keys k JOIN imports i ON i.n = k.import
    WHERE k.key = c.key AND k.client = c.client AND k.nick = 0 AND i.counts = 1
) OR EXISTS (
    SELECT 1 FROM client_keys k JOIN imports i ON i.n = k.import
    WHERE k.key = c.key AND k.client = c.client AND k.nick = 1 AND i.counts = 1
) AND NOT EXISTS (
    SELECT 1 FROM client_keys k JOIN imports i ON i.n = k.import
    WHERE k.key = c.key AND k.nick = 0 AND i.counts = 1
);

-- A row is never changed and never deleted, also where the child is forgotten,
-- so that no two children get one number.
CREATE TABLE made_ids (
    n     INTEGER NOT NULL PRIMARY KEY,   -- M-0001 is 1
    child TEXT    NOT NULL UNIQUE         -- SHA-256 of the key of name and birth date
) STRICT, WITHOUT ROWID;
