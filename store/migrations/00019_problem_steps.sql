-- A problem tells what to do as an act with arguments (ADR 133), no longer as
-- a text with commands in it.

-- +goose Up
-- The texts that programs up to this version wrote. What is not known is kept
-- as an advice, word for word.
UPDATE row_problems
SET body = json_set(json_remove(body, '$.do'), '$.next', CASE
    WHEN body ->> '$.do' = 'export it again'        THEN json_object('act', 'export-again')
    WHEN body ->> '$.do' GLOB 'export it again *'   THEN json_object('act', 'export-again', 'text', substr(body ->> '$.do', 17))
    WHEN body ->> '$.do' = 'write date: month-first or date: day-first in the mapping, or the date as 2026-01-31'
        THEN json_object('act', 'set-mapping', 'name', 'date: month-first or date: day-first', 'text', 'the date as 2026-01-31')
    WHEN body ->> '$.do' GLOB 'write one of *, or say under words: *: in the mapping what it means'
        THEN json_object('act', 'set-mapping',
            'name', 'words: ' || replace(substr(body ->> '$.do', instr(body ->> '$.do', ', or say under words: ') + 22), ': in the mapping what it means', ''),
            'text', substr(body ->> '$.do', 7, instr(body ->> '$.do', ', or say under words: ') - 7))
    WHEN body ->> '$.do' GLOB 'write *'             THEN json_object('act', 'write', 'text', substr(body ->> '$.do', 7))
    WHEN body ->> '$.do' GLOB 'add *'               THEN json_object('act', 'add', 'text', substr(body ->> '$.do', 5))
    WHEN body ->> '$.do' GLOB 'correct *'           THEN json_object('act', 'correct', 'text', substr(body ->> '$.do', 9))
    ELSE json_object('act', 'advise', 'text', body ->> '$.do')
END)
WHERE coalesce(body ->> '$.do', '') <> '';
UPDATE row_problems SET body = json_remove(body, '$.do') WHERE body ->> '$.do' = '';

UPDATE client_problems
SET body = json_set(json_remove(body, '$.do'), '$.next', CASE
    WHEN body ->> '$.do' GLOB 'if it is the same child: milepost clients --same-child *; if it is another child, *'
        THEN json_object('act', 'same-child', 'client', body ->> '$.client', 'text', 'give that one an id of its own')
    WHEN body ->> '$.do' GLOB 'write *'             THEN json_object('act', 'write', 'text', substr(body ->> '$.do', 7))
    WHEN body ->> '$.do' GLOB 'add *'               THEN json_object('act', 'add', 'text', substr(body ->> '$.do', 5))
    WHEN body ->> '$.do' GLOB 'correct *'           THEN json_object('act', 'correct', 'text', substr(body ->> '$.do', 9))
    ELSE json_object('act', 'advise', 'text', body ->> '$.do')
END)
WHERE coalesce(body ->> '$.do', '') <> '';
UPDATE client_problems SET body = json_remove(body, '$.do') WHERE body ->> '$.do' = '';
