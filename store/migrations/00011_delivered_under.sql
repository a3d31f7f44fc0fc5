-- Under what a document went to somebody: a release, or why none was needed. One
-- of before, and one to the family, has nothing.

-- +goose Up
ALTER TABLE deliveries ADD COLUMN under TEXT NOT NULL DEFAULT '';
