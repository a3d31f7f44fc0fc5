-- Of a card its newest text counts, and what it said before is history: a line
-- that was deleted no longer counts, and a card that was mended has no problem.

-- +goose Up
UPDATE imports SET counts = 0
WHERE card = 1 AND EXISTS (
    SELECT 1 FROM imports o
    WHERE o.card = 1 AND o.name = imports.name AND o.n > imports.n AND (imports.used = 0 OR o.used > 0)
);
