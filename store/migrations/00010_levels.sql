-- Where each objective stood in a report: what a signature covers, and the next
-- report compares with. A body of before has none.

-- +goose Up
ALTER TABLE bodies ADD COLUMN levels TEXT NOT NULL DEFAULT '[]'; -- JSON
