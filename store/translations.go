package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"milepost/record"
)

// Translation is a text in another language, as a person confirmed it.
type Translation struct {
	Language string // BCP 47
	Source   string // the English
	Text     string
	By       string // id of who confirmed it
	At       string // UTC, fixed width
}

// SaveTranslations keeps confirmed translations and returns how many are new or
// differ from the newest that is kept. Where some are, the log tells who
// confirmed them.
func (s *Store) SaveTranslations(ctx context.Context, who Who, all []Translation) (int, error) {
	changed := 0
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		changed = 0
		for _, t := range all {
			result, err := tx.ExecContext(ctx, `
				INSERT INTO translations (language, source, n, text, by, at)
				SELECT $1, $2, coalesce(max(n), 0) + 1, $3, $4, $5 FROM translations WHERE language = $1 AND source = $2
				HAVING coalesce((SELECT text FROM translations WHERE language = $1 AND source = $2 ORDER BY n DESC LIMIT 1), '') <> $3`,
				t.Language, t.Source, t.Text, t.By, t.At)
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			changed += int(n)
		}
		if changed == 0 {
			return nil
		}
		_, err := logEvent(ctx, tx, who.Event("translations confirmed", "translations", map[string]string{"count": strconv.Itoa(changed)}))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("keep translations: %w", err)
	}
	return changed, nil
}

// Translations returns the newest translation of each text in the language, by
// the text.
func (s *Store) Translations(ctx context.Context, language string) ([]Translation, error) {
	var all []Translation
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		all, err = list(ctx, tx, func(rows *sql.Rows) (Translation, error) {
			t := Translation{Language: language}
			err := rows.Scan(&t.Source, &t.Text, &t.By, &t.At)
			return t, err
		}, `SELECT source, text, by, at FROM translations AS t WHERE language = $1
			AND n = (SELECT max(n) FROM translations WHERE language = $1 AND source = t.source) ORDER BY source`, language)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("translations: %w", err)
	}
	return all, nil
}

// Review is that a person read a translated draft whole and found it right.
type Review struct {
	Hash string // of the text that was read
	By   string
	At   string // UTC, fixed width
}

// SaveReview keeps a review of a draft.
func (s *Store) SaveReview(ctx context.Context, draft string, r Review) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO translation_reviews (draft, n, hash, by, at)
			SELECT $1, coalesce(max(n), 0) + 1, $2, $3, $4 FROM translation_reviews WHERE draft = $1`,
			draft, r.Hash, r.By, r.At)
		if err != nil {
			return err
		}
		return did(ctx, tx, Who{At: r.At, By: record.ID(r.By)}, "translation reviewed", draft)
	})
	if err != nil {
		return fmt.Errorf("keep review of %s: %w", draft, err)
	}
	return nil
}

// NewestReview returns the newest review of a draft; false: there is none.
func (s *Store) NewestReview(ctx context.Context, draft string) (Review, bool, error) {
	var all []Review
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		all, err = list(ctx, tx, func(rows *sql.Rows) (Review, error) {
			var r Review
			err := rows.Scan(&r.Hash, &r.By, &r.At)
			return r, err
		}, `SELECT hash, by, at FROM translation_reviews WHERE draft = $1 ORDER BY n DESC LIMIT 1`, draft)
		return err
	})
	if err != nil || len(all) == 0 {
		return Review{}, false, err
	}
	return all[0], true, nil
}
