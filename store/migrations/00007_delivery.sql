-- Copies of signed documents that were made to be sent, and clients that were
-- forgotten. Rows are only added.

-- +goose Up
CREATE TABLE copies (
    id        TEXT    NOT NULL PRIMARY KEY, -- derived from document and recipient
    batch     TEXT    NOT NULL,             -- the first that held it
    document  TEXT    NOT NULL,
    recipient TEXT    NOT NULL,
    how       TEXT    NOT NULL,
    language  TEXT    NOT NULL,             -- of the edition
    at        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- What is left of a client who was forgotten.
CREATE TABLE forgotten (
    client TEXT    NOT NULL PRIMARY KEY,
    day    TEXT    NOT NULL,                -- YYYY-MM-DD
    at     TEXT    NOT NULL,
    by     TEXT    NOT NULL,
    reason TEXT    NOT NULL,
    keys   TEXT    NOT NULL,                -- JSON list: hashes of the keys by which exports named the client
    log    INTEGER NOT NULL REFERENCES log (n)
) STRICT, WITHOUT ROWID;

-- Exports that were rewritten without a client's rows: the bytes that first
-- arrived, known by their hash, and what stands in the archive in their place.
CREATE TABLE rewritten (
    import INTEGER NOT NULL REFERENCES imports (n),
    client TEXT    NOT NULL REFERENCES forgotten (client),
    hash   TEXT    NOT NULL,                -- of what stands in the archive now, '' nothing
    rows   INTEGER NOT NULL,                -- that were taken out
    PRIMARY KEY (import, client)
) STRICT, WITHOUT ROWID;
