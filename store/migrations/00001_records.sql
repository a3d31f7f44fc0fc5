-- Records of all imports, never changed and never deleted: which of them are
-- current is worked out by whoever reads them. A record stands under the key
-- by which its row named the client, so that it waits there until an import
-- says whose key that is.

-- +goose Up
CREATE TABLE imports (
    n       INTEGER NOT NULL PRIMARY KEY, -- order of first arrival, from 1
    id      TEXT    NOT NULL UNIQUE,      -- SHA-256 of the bytes, hex; a card's return adds .N
    name    TEXT    NOT NULL,
    size    INTEGER NOT NULL,
    at      TEXT    NOT NULL,
    mapping TEXT    NOT NULL,
    rows    INTEGER NOT NULL,
    used    INTEGER NOT NULL,
    bad     INTEGER NOT NULL,
    skipped TEXT    NOT NULL,             -- JSON object: reason -> rows
    card    INTEGER NOT NULL CHECK (card IN (0, 1)),
    counts  INTEGER NOT NULL CHECK (counts IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Texts that many rows share, by number.
CREATE TABLE names (
    n    INTEGER NOT NULL PRIMARY KEY,
    text TEXT    NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- Which client a key was ever said to belong to, and by which imports.
CREATE TABLE claims (
    key    INTEGER NOT NULL REFERENCES names (n),
    client TEXT    NOT NULL,
    PRIMARY KEY (key, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_by_client ON claims (client, key);

CREATE TABLE client_keys (
    key    INTEGER NOT NULL,
    client TEXT    NOT NULL,
    import INTEGER NOT NULL REFERENCES imports (n),
    PRIMARY KEY (key, client, import),
    FOREIGN KEY (key, client) REFERENCES claims (key, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_keys_by_import ON client_keys (import, key);

-- The claims of imports that count.
CREATE VIEW counted_keys (key, client) AS
SELECT c.key, c.client
FROM claims c
WHERE EXISTS (
    SELECT 1 FROM client_keys k JOIN imports i ON i.n = k.import
    WHERE k.key = c.key AND k.client = c.client AND i.counts = 1
);

-- Under which keys an import has records, with the first row of each.
CREATE TABLE touches (
    key     INTEGER NOT NULL REFERENCES names (n),
    import  INTEGER NOT NULL REFERENCES imports (n),
    records INTEGER NOT NULL,             -- that wait where nobody owns the key
    first   INTEGER NOT NULL,             -- place of the first of them in the import
    source  TEXT    NOT NULL,             -- JSON, of the first
    PRIMARY KEY (key, import)
) STRICT, WITHOUT ROWID;
CREATE INDEX touches_by_import ON touches (import, key);

-- Clients, goals, statements and withdrawals: few, and rich in form.
CREATE TABLE told (
    kind   TEXT    NOT NULL,
    key    INTEGER NOT NULL REFERENCES names (n),
    import INTEGER NOT NULL REFERENCES imports (n),
    n      INTEGER NOT NULL,              -- place in the import
    body   TEXT    NOT NULL,              -- JSON
    PRIMARY KEY (kind, key, import, n)
) STRICT, WITHOUT ROWID;

-- The two that hold most rows refer to names and imports as told does; it is
-- not checked, since that takes a tenth of the time of an import.
CREATE TABLE sessions (
    key        INTEGER NOT NULL,
    import     INTEGER NOT NULL,
    n          INTEGER NOT NULL,
    natural    TEXT    NOT NULL,          -- natural key
    id         TEXT    NOT NULL,
    day        TEXT    NOT NULL,          -- YYYY-MM-DD, '' not known
    start      TEXT    NOT NULL,
    minutes    INTEGER NOT NULL,
    status     TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    discipline TEXT    NOT NULL,
    format     TEXT    NOT NULL,
    place      TEXT    NOT NULL,
    therapist  TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    sheet      INTEGER NOT NULL,          -- name: JSON of file and sheet
    row        INTEGER NOT NULL,
    col        TEXT    NOT NULL,
    PRIMARY KEY (key, import, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE data_points (
    key         INTEGER NOT NULL,
    import      INTEGER NOT NULL,
    n           INTEGER NOT NULL,
    natural     TEXT    NOT NULL,
    objective   TEXT    NOT NULL,
    goal_keys   INTEGER NOT NULL,         -- name: JSON list of keys
    loose       INTEGER NOT NULL,
    day         TEXT    NOT NULL,
    ord         INTEGER NOT NULL,
    start       TEXT    NOT NULL,
    form        TEXT    NOT NULL,         -- of the score; '' missing
    ok          INTEGER NOT NULL,
    of          INTEGER NOT NULL,
    number      REAL    NOT NULL,
    bound       TEXT    NOT NULL,
    score_text  TEXT    NOT NULL,
    ladder      TEXT    NOT NULL,         -- of the help; '' not recorded
    help_level  INTEGER NOT NULL,
    help_count  INTEGER NOT NULL,
    help_text   TEXT    NOT NULL,
    supports    TEXT    NOT NULL,
    probe       INTEGER NOT NULL,
    phase       TEXT    NOT NULL,
    place       TEXT    NOT NULL,
    format      TEXT    NOT NULL,
    therapist   TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    sheet       INTEGER NOT NULL,
    row         INTEGER NOT NULL,
    col         TEXT    NOT NULL,
    PRIMARY KEY (key, import, n)
) STRICT, WITHOUT ROWID;

-- Problems of an import's rows.
CREATE TABLE row_problems (
    import INTEGER NOT NULL REFERENCES imports (n),
    n      INTEGER NOT NULL,
    body   TEXT    NOT NULL,              -- JSON
    PRIMARY KEY (import, n)
) STRICT, WITHOUT ROWID;

-- Problems of a client's records taken together, as last folded.
CREATE TABLE client_problems (
    client TEXT    NOT NULL,
    n      INTEGER NOT NULL,
    body   TEXT    NOT NULL,              -- JSON
    PRIMARY KEY (client, n)
) STRICT, WITHOUT ROWID;
