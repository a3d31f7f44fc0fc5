package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"milepost/record"
)

// userContent is what the log's hash of a user covers, in SQL.
const userContent = `id || char(10) || roles || char(10) || name || char(10) || credential || char(10) ||
	license || char(10) || expires || char(10) || ended || char(10) || password`

// PutUser adds or changes a user, with the entry in the log. password is her
// argon2id hash; "" leaves it as it is.
func (s *Store) PutUser(ctx context.Context, u record.User, password string, e record.Event) error {
	roles, err := json.Marshal(u.Roles)
	if err != nil {
		return err
	}
	err = s.writeTx(ctx, func(tx *sql.Tx) error {
		if password == "" {
			if err := tx.QueryRowContext(ctx, `SELECT password FROM users WHERE id = $1`, string(u.ID)).Scan(&password); err != nil {
				return err
			}
		}
		ended := 0
		if u.Ended {
			ended = 1
		}
		content := fmt.Sprintf("%s\n%s\n%s\n%s\n%s\n%s\n%d\n%s", u.ID, roles, u.Name, u.Credential, u.License, u.Expires, ended, password)
		e.Subject = string(u.ID)
		e.Detail = map[string]string{"roles": u.RoleNames(), "user": record.LongHash(content)}
		logged, err := logEvent(ctx, tx, e)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO users (id, roles, name, credential, license, expires, ended, password, log)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (id) DO UPDATE SET roles = excluded.roles, name = excluded.name, credential = excluded.credential,
				license = excluded.license, expires = excluded.expires, ended = excluded.ended,
				password = excluded.password, log = excluded.log`,
			string(u.ID), string(roles), u.Name, u.Credential, u.License, u.Expires.String(), ended, password, logged.N)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrUnknown
	}
	if err != nil {
		return fmt.Errorf("keep user %s: %w", u.ID, err)
	}
	return nil
}

// Users returns all users by id.
func (s *Store) Users(ctx context.Context) ([]record.User, error) {
	return read(ctx, s, scanUser, `SELECT id, roles, name, credential, license, expires, ended, (SELECT at FROM log WHERE n = users.log) FROM users ORDER BY id`)
}

func scanUser(rows *sql.Rows) (record.User, error) {
	var u record.User
	var roles, expires string
	var ended int
	if err := rows.Scan(&u.ID, &roles, &u.Name, &u.Credential, &u.License, &expires, &ended, &u.Changed); err != nil {
		return u, err
	}
	u.Ended = ended == 1
	if err := json.Unmarshal([]byte(roles), &u.Roles); err != nil {
		return u, err
	}
	var err error
	u.Expires, err = record.ParseDate(expires)
	return u, err
}

// User returns the user with the id and her password's hash, else ErrUnknown.
func (s *Store) User(ctx context.Context, id record.ID) (record.User, string, error) {
	users, err := read(ctx, s, scanUser, `SELECT id, roles, name, credential, license, expires, ended, (SELECT at FROM log WHERE n = users.log) FROM users WHERE id = $1`, string(id))
	if err != nil {
		return record.User{}, "", err
	}
	if len(users) == 0 {
		return record.User{}, "", fmt.Errorf("user %s: %w", id, ErrUnknown)
	}
	passwords, err := read(ctx, s, scanOne[string], `SELECT password FROM users WHERE id = $1`, string(id))
	if err != nil || len(passwords) == 0 {
		return record.User{}, "", errors.Join(err, ErrUnknown)
	}
	return users[0], passwords[0], nil
}
