-- How many rows that should tell of a visit told of none, since a problem kept
-- it out.

-- +goose Up
ALTER TABLE imports ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
