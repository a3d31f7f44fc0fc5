-- Where each copy of a batch was to go, as a hash: one for an address that its
-- recipient no longer has must not go. Empty: not known.

-- +goose Up
ALTER TABLE batch_copies ADD COLUMN goes_to TEXT NOT NULL DEFAULT '';
