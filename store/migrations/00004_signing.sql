-- What people do to drafts: revisions, questions, signatures, and the log of
-- all of it. Rows are only added; the exceptions are said beside them.

-- +goose Up

-- The audit log. hash covers the row and the hash of the row before.
CREATE TABLE log (
    n       INTEGER NOT NULL PRIMARY KEY, -- from 1, without gaps
    at      TEXT    NOT NULL,
    by      TEXT    NOT NULL,             -- user, '' nobody gave a name
    kind    TEXT    NOT NULL,
    subject TEXT    NOT NULL,             -- draft, document or user
    detail  TEXT    NOT NULL,             -- canonical JSON: ids, hashes, reasons
    hash    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
BEGIN SELECT raise(ABORT, 'the log is never changed'); END;
CREATE TRIGGER log_is_never_cut BEFORE DELETE ON log
BEGIN SELECT raise(ABORT, 'the log is never cut'); END;

-- The newest entry once more, so that a cut end is found. Changed with each entry.
CREATE TABLE log_head (
    one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    n    INTEGER NOT NULL,
    hash TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE revisions (
    draft     TEXT    NOT NULL REFERENCES drafts (id),
    n         INTEGER NOT NULL,           -- from 1, the newest is the highest
    kind      TEXT    NOT NULL,
    by        TEXT    NOT NULL,
    at        TEXT    NOT NULL,
    base      TEXT    NOT NULL,           -- hash of the body that it has taken in
    made_from INTEGER NOT NULL,           -- revision that its front matter names, 0 the body
    markdown  TEXT    NOT NULL,
    raw       BLOB    NOT NULL,           -- as it was saved, where that differs
    sentences TEXT    NOT NULL,           -- JSON
    moved     TEXT    NOT NULL,           -- JSON
    log       INTEGER NOT NULL REFERENCES log (n),
    PRIMARY KEY (draft, n)
) STRICT, WITHOUT ROWID;

-- A question is changed once, when it is answered.
CREATE TABLE questions (
    draft    TEXT    NOT NULL REFERENCES drafts (id),
    id       TEXT    NOT NULL,
    n        INTEGER NOT NULL,            -- order of asking within the draft
    revision INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    unit     TEXT    NOT NULL,
    mine     TEXT    NOT NULL,
    was      TEXT    NOT NULL,
    now      TEXT    NOT NULL,
    answer   TEXT    NOT NULL,            -- '' open
    by       TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    PRIMARY KEY (draft, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE accepted (
    draft   TEXT    NOT NULL REFERENCES drafts (id),
    finding TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    by      TEXT    NOT NULL,
    at      TEXT    NOT NULL,
    log     INTEGER NOT NULL REFERENCES log (n),
    PRIMARY KEY (draft, finding, log)
) STRICT, WITHOUT ROWID;

-- Who had which text on the screen.
CREATE TABLE opened (
    draft TEXT    NOT NULL REFERENCES drafts (id),
    by    TEXT    NOT NULL,
    at    TEXT    NOT NULL,
    text  TEXT    NOT NULL,               -- hash of the Markdown
    log   INTEGER NOT NULL REFERENCES log (n),
    PRIMARY KEY (draft, by, log)
) STRICT, WITHOUT ROWID;

-- Who asked for changes, who sent to review: the words that belong to a state.
CREATE TABLE moves (
    draft TEXT    NOT NULL REFERENCES drafts (id),
    state TEXT    NOT NULL,
    by    TEXT    NOT NULL,
    at    TEXT    NOT NULL,
    why   TEXT    NOT NULL,
    log   INTEGER NOT NULL REFERENCES log (n),
    PRIMARY KEY (draft, log)
) STRICT, WITHOUT ROWID;

-- Changed by their owners and leads.
CREATE TABLE users (
    id         TEXT    NOT NULL PRIMARY KEY,
    roles      TEXT    NOT NULL,          -- JSON list
    name       TEXT    NOT NULL,
    credential TEXT    NOT NULL,
    license    TEXT    NOT NULL,
    expires    TEXT    NOT NULL,          -- YYYY-MM-DD, '' not on file
    ended      INTEGER NOT NULL CHECK (ended IN (0, 1)),
    password   TEXT    NOT NULL,          -- argon2id, in PHC form
    log        INTEGER NOT NULL REFERENCES log (n)
) STRICT, WITHOUT ROWID;

-- Signed documents, byte for byte. Only state is ever changed.
CREATE TABLE documents (
    id       TEXT    NOT NULL PRIMARY KEY,
    draft    TEXT    NOT NULL REFERENCES drafts (id),
    n        INTEGER NOT NULL,            -- of the draft, from 1
    kind     TEXT    NOT NULL,
    of       TEXT    NOT NULL,            -- the document that it is about or replaces
    state    TEXT    NOT NULL,
    from_day TEXT    NOT NULL,
    to_day   TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    by       TEXT    NOT NULL,
    why      TEXT    NOT NULL,
    name     TEXT    NOT NULL,            -- of its files below signed/
    markdown BLOB    NOT NULL,
    pdf      BLOB    NOT NULL,
    html     BLOB    NOT NULL,
    log      INTEGER NOT NULL REFERENCES log (n),
    UNIQUE (draft, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE signatures (
    hash     TEXT    NOT NULL PRIMARY KEY, -- of manifest
    manifest TEXT    NOT NULL,             -- canonical JSON
    draft    TEXT    NOT NULL REFERENCES drafts (id),
    document TEXT    NOT NULL,
    signed_as TEXT   NOT NULL,             -- author, therapist
    by       TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    text     TEXT    NOT NULL,             -- hash of the Markdown that was signed
    log      INTEGER NOT NULL REFERENCES log (n)
) STRICT, WITHOUT ROWID;
CREATE INDEX signatures_by_draft ON signatures (draft, log);

CREATE TABLE deliveries (
    n        INTEGER NOT NULL PRIMARY KEY,
    document TEXT    NOT NULL REFERENCES documents (id),
    client   TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    recipient TEXT   NOT NULL,
    purpose  TEXT    NOT NULL,
    how      TEXT    NOT NULL,
    by       TEXT    NOT NULL,
    log      INTEGER NOT NULL REFERENCES log (n)
) STRICT, WITHOUT ROWID;
