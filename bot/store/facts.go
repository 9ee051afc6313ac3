package store

import (
	"context"
	"database/sql"

	"github.com/reportbot/reportbot/bot"
)

// Facts lists what facts said and rested on when that was kept.
func (s *Store) Facts(ctx context.Context) ([]bot.FactPrint, error) {
	found, err := all(ctx, s, s.db, func(rows *sql.Rows) (f bot.FactPrint, err error) {
		err = rows.Scan(&f.Report, &f.Fact, &f.Wording, &f.Records)
		return f, err
	}, "SELECT report, fact, wording, records FROM facts ORDER BY report, fact")
	return found, doing("read what facts rest on", err)
}

// KeepFacts keeps what facts say and rest on now.
func (s *Store) KeepFacts(ctx context.Context, facts []bot.FactPrint) error {
	return doing("keep what facts rest on", s.within(ctx, func(tx *sql.Tx) error {
		for _, f := range facts {
			if _, err := s.exec(ctx, tx, `INSERT INTO facts (report, fact, wording, records) VALUES (?, ?, ?, ?)
				ON CONFLICT (report, fact) DO UPDATE SET wording = excluded.wording, records = excluded.records`, f.Report, f.Fact, f.Wording, f.Records); err != nil {
				return err
			}
		}
		return nil
	}))
}
