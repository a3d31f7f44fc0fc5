-- Releases, finished packets and whom they went to; the texts of attachments.

-- +goose Up
-- A release is written once; a revocation is added once.
CREATE TABLE releases (
    n          INTEGER NOT NULL PRIMARY KEY, -- from 1
    client     TEXT    NOT NULL,
    body       TEXT    NOT NULL,             -- JSON, as it was written down
    log        INTEGER NOT NULL REFERENCES log (n),
    revoked_on TEXT    NOT NULL,             -- YYYY-MM-DD, '' it was not
    revoked_by TEXT    NOT NULL,
    why        TEXT    NOT NULL,
    revoked    INTEGER NOT NULL              -- log entry of the revocation, 0 none
) STRICT, WITHOUT ROWID;

-- Finished packets. Only state is ever changed.
CREATE TABLE packets (
    id         TEXT    NOT NULL PRIMARY KEY,
    client     TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    state      TEXT    NOT NULL,             -- ready, sent, stopped
    recipient  TEXT    NOT NULL,
    release    INTEGER NOT NULL,             -- 0 none
    no_release TEXT    NOT NULL,
    why        TEXT    NOT NULL,
    at         TEXT    NOT NULL,
    by         TEXT    NOT NULL,
    manifest   TEXT    NOT NULL,             -- canonical JSON
    log        INTEGER NOT NULL REFERENCES log (n)
) STRICT, WITHOUT ROWID;

CREATE TABLE packet_files (
    packet TEXT    NOT NULL REFERENCES packets (id),
    n      INTEGER NOT NULL,                 -- from 1
    client TEXT    NOT NULL,
    name   TEXT    NOT NULL,                 -- below signed/
    pdf    BLOB    NOT NULL,
    PRIMARY KEY (packet, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE packet_deliveries (
    n         INTEGER NOT NULL PRIMARY KEY,  -- among all deliveries
    packet    TEXT    NOT NULL REFERENCES packets (id),
    client    TEXT    NOT NULL,
    at        TEXT    NOT NULL,
    recipient TEXT    NOT NULL,
    purpose   TEXT    NOT NULL,
    how       TEXT    NOT NULL,
    by        TEXT    NOT NULL,
    log       INTEGER NOT NULL REFERENCES log (n)
) STRICT, WITHOUT ROWID;

-- What was read of a client's attachment, so that it is read once.
CREATE TABLE attachment_texts (
    client TEXT NOT NULL,
    hash   TEXT NOT NULL,                    -- SHA-256 of the file
    pages  TEXT NOT NULL,                    -- JSON list: the text of each page
    PRIMARY KEY (client, hash)
) STRICT, WITHOUT ROWID;
