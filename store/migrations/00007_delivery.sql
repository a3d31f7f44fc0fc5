-- Copies of signed documents that were made to be sent, clients that were
-- forgotten, and drafts that are away. Rows are only added, but that a hand-over
-- comes back.

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

-- Drafts that a therapist has on a machine of her own.
CREATE TABLE handovers (
    id        TEXT    NOT NULL PRIMARY KEY,
    person    TEXT    NOT NULL,
    at        TEXT    NOT NULL,
    n         INTEGER NOT NULL,             -- entries of the log then
    head      TEXT    NOT NULL,             -- of the log then
    returned  TEXT    NOT NULL,             -- '' they are away
    away_head TEXT    NOT NULL              -- of the other log, '' it never came
) STRICT, WITHOUT ROWID;

CREATE TABLE away (
    handover  TEXT    NOT NULL REFERENCES handovers (id),
    draft     TEXT    NOT NULL REFERENCES drafts (id),
    revisions INTEGER NOT NULL,             -- that it had then
    PRIMARY KEY (handover, draft)
) STRICT, WITHOUT ROWID;
CREATE INDEX away_by_draft ON away (draft);

-- The log that the other machine kept meanwhile: ids, hashes and reasons.
CREATE TABLE away_log (
    handover TEXT    NOT NULL REFERENCES handovers (id),
    n        INTEGER NOT NULL,
    body     TEXT    NOT NULL,              -- JSON
    PRIMARY KEY (handover, n)
) STRICT, WITHOUT ROWID;
