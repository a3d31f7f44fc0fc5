-- Whom a row says it is about, when it was modified, what kind of list tells of
-- a visit, and the day that an export is of.

-- +goose Up
ALTER TABLE imports ADD COLUMN day TEXT NOT NULL DEFAULT ''; -- YYYY-MM-DD, '' not known

ALTER TABLE sessions ADD COLUMN subject  INTEGER NOT NULL DEFAULT 0;  -- name: JSON of the person; 0 none
ALTER TABLE sessions ADD COLUMN modified TEXT    NOT NULL DEFAULT ''; -- YYYY-MM-DD or YYYY-MM-DD HH:MM, '' not known
ALTER TABLE sessions ADD COLUMN list     TEXT    NOT NULL DEFAULT ''; -- appointments, billing, data; '' not known

ALTER TABLE data_points ADD COLUMN subject  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE data_points ADD COLUMN modified TEXT    NOT NULL DEFAULT '';
-- Imports of before: the newest day on which something was done.
UPDATE imports SET day = coalesce((
    SELECT max(day) FROM (
        SELECT max(s.day) AS day FROM sessions s WHERE s.import = imports.n AND s.status NOT IN ('scheduled', 'cancelled', 'late cancelled', 'clinic cancelled')
        UNION ALL SELECT max(p.day) FROM data_points p WHERE p.import = imports.n
    )
), '');
