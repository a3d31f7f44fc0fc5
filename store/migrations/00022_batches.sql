-- Which copies each batch of the outbox holds, and not only the first: one that
-- may no longer go is taken out of every folder.

-- +goose Up
CREATE TABLE batch_copies (
    batch    TEXT NOT NULL,
    copy     TEXT NOT NULL,
    document TEXT NOT NULL,             -- of the copy: its client is forgotten by it
    PRIMARY KEY (batch, copy)
) STRICT, WITHOUT ROWID;
INSERT INTO batch_copies (batch, copy, document) SELECT batch, id, document FROM copies;
