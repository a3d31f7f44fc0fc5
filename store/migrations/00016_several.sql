-- What a file says of several results of one goal in one visit.

-- +goose Up
ALTER TABLE data_points ADD COLUMN several TEXT NOT NULL DEFAULT ''; -- parts, add, median, last, same rows; '' nobody said
