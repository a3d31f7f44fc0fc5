-- Whom a row names that was refused, so that the report of that client can say
-- so (ADR 150).

-- +goose Up
ALTER TABLE row_problems ADD COLUMN key INTEGER REFERENCES names (n);
CREATE INDEX row_problems_by_key ON row_problems (key) WHERE key IS NOT NULL;
