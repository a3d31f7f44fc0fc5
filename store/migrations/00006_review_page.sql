-- What the review page keeps: which caseloads a member of staff was granted,
-- and how long the sentences of which phrases were worked on. The second says
-- nothing of who worked.

-- +goose Up
CREATE TABLE grants (
    user     TEXT    NOT NULL REFERENCES users (id),
    caseload TEXT    NOT NULL,
    open     INTEGER NOT NULL,            -- 1 granted, 0 taken back
    log      INTEGER NOT NULL,            -- the newest entry of the log that tells of it
    PRIMARY KEY (user, caseload)
) STRICT, WITHOUT ROWID;

CREATE TABLE edit_times (
    draft   TEXT    NOT NULL REFERENCES drafts (id),
    n       INTEGER NOT NULL,             -- from 1 within the draft
    phrase  TEXT    NOT NULL,             -- id of the phrase that had said it; '' no phrase had
    seconds INTEGER NOT NULL,             -- from opening the sentence to saving it, 900 at most
    was     INTEGER NOT NULL,             -- words before
    words   INTEGER NOT NULL,             -- words after
    changed INTEGER NOT NULL,             -- words that are gone or new
    PRIMARY KEY (draft, n)
) STRICT, WITHOUT ROWID;
