-- What people translated: each text of an English edition with its words in
-- another language, who confirmed them and when. It only grows; of several the
-- newest counts.

-- +goose Up
CREATE TABLE translations (
    language TEXT    NOT NULL,            -- BCP 47
    source   TEXT    NOT NULL,            -- the English text
    n        INTEGER NOT NULL,            -- from 1, the newest is the highest
    text     TEXT    NOT NULL,
    by       TEXT    NOT NULL,            -- id of who confirmed it
    at       TEXT    NOT NULL,
    PRIMARY KEY (language, source, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE translation_reviews (
    draft TEXT    NOT NULL REFERENCES drafts (id),
    n     INTEGER NOT NULL,
    hash  TEXT    NOT NULL,               -- of the text that was read
    by    TEXT    NOT NULL,
    at    TEXT    NOT NULL,
    PRIMARY KEY (draft, n)
) STRICT, WITHOUT ROWID;
