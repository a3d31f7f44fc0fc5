-- How many rows each table has, and the sum of their hashes: changed with each
-- row, and told to the log at the end of each transaction. Filled and changed by
-- the program (content.go).

-- +goose Up
CREATE TABLE content (
    part   TEXT    NOT NULL PRIMARY KEY, -- a table, or some of its columns
    sealed INTEGER NOT NULL,             -- 1 the log tells of it
    rows   INTEGER NOT NULL,
    sum    BLOB    NOT NULL              -- of the hashes of its rows, modulo 2^256
) STRICT, WITHOUT ROWID;

-- The newest entry is sealed once, when its transaction ends: it then tells of the content.
DROP TRIGGER log_is_never_changed;
-- +goose StatementBegin
CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
WHEN OLD.n < (SELECT max(n) FROM log) OR instr(OLD.detail, '"content":') > 0
  OR NEW.n <> OLD.n OR NEW.at <> OLD.at OR NEW.by <> OLD.by OR NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject
BEGIN SELECT raise(ABORT, 'the log is never changed'); END;
-- +goose StatementEnd
