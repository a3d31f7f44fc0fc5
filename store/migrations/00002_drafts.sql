-- Drafts and every text that was generated for them.

-- +goose Up
CREATE TABLE drafts (
    id       TEXT NOT NULL PRIMARY KEY,   -- derived from the five that follow
    client   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    audience TEXT NOT NULL,
    language TEXT NOT NULL,
    from_day TEXT NOT NULL,               -- YYYY-MM-DD, '' without dates
    state    TEXT NOT NULL,
    written  TEXT NOT NULL,               -- hash of the file last written, '' none
    UNIQUE (client, kind, audience, language, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE bodies (
    draft     TEXT    NOT NULL REFERENCES drafts (id),
    n         INTEGER NOT NULL,           -- from 1, the newest is the highest
    hash      TEXT    NOT NULL,           -- of the text after the front matter
    at        TEXT    NOT NULL,
    from_day  TEXT    NOT NULL,
    to_day    TEXT    NOT NULL,
    markdown  TEXT    NOT NULL,
    sentences TEXT    NOT NULL,           -- JSON
    made      TEXT    NOT NULL,           -- JSON
    PRIMARY KEY (draft, n)
) STRICT, WITHOUT ROWID;

-- What something was made from, so that it is not made again in vain.
CREATE TABLE fingerprints (
    name TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
