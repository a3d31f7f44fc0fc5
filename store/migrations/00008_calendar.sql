-- What people follow up with schools, and the entries of the calendar that they
-- subscribe to.

-- +goose Up

-- Notes of follow-ups. Rows are only added.
CREATE TABLE followup_notes (
    client TEXT    NOT NULL,
    n      INTEGER NOT NULL,              -- the follow-up, of the client, from 1
    k      INTEGER NOT NULL,              -- the note, of the follow-up, from 1
    body   TEXT    NOT NULL,              -- canonical JSON
    log    INTEGER NOT NULL REFERENCES log (n),
    PRIMARY KEY (client, n, k)
) STRICT, WITHOUT ROWID;

-- Entries as they were last written into a calendar, so that a change is known
-- as one. Can be made again; what is lost is how often each changed.
CREATE TABLE calendar_entries (
    uid       TEXT    NOT NULL PRIMARY KEY,
    client    TEXT    NOT NULL,           -- '' of a member of staff
    sequence  INTEGER NOT NULL,           -- how often it changed, from 0
    content   TEXT    NOT NULL,           -- hash of what it shows
    changed   TEXT    NOT NULL,           -- when it last did
    cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
    body      TEXT    NOT NULL            -- JSON, to cancel it by
) STRICT, WITHOUT ROWID;
