package store

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// moved are the tables that Export writes and Import reads. Leases belong to running
// instances and stay.
func moved() map[string]string {
	return map[string]string{
		"subscriptions": subscriptionColumns,
		"ledger":        ledgerColumns,
		"facts":         "report, fact, wording, records",
	}
}

// exportForm is the form of an export; a newer one is refused.
const exportForm = 1

// line is one line of an export: the first says what it is, every other one holds a
// row, and the last counts them, so that a file that was cut off is noticed.
type line struct {
	Form  int            `json:"reportbot_weekly,omitempty"`
	Table string         `json:"table,omitempty"`
	Row   map[string]any `json:"row,omitempty"`
	Rows  *int           `json:"rows,omitempty"`
}

// Export writes all that Import needs to make the same database somewhere else, a
// JSON object a line.
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(line{Form: exportForm}); err != nil {
		return doing("write the export", err)
	}
	n := 0
	err := s.snapshot(ctx, func(tx *sql.Tx) error {
		for _, table := range slices.Sorted(maps.Keys(moved())) {
			columns := strings.Split(moved()[table], ", ")
			rows, err := all(ctx, s, tx, func(rows *sql.Rows) (map[string]any, error) { return scanRow(rows, columns) },
				"SELECT "+moved()[table]+" FROM "+table+" ORDER BY 1, 2, 3")
			if err != nil {
				return err
			}
			for _, row := range rows {
				if err := encoder.Encode(line{Table: table, Row: row}); err != nil {
					return err
				}
				n++
			}
		}
		return nil
	})
	if err != nil {
		return doing("export", err)
	}
	if err := encoder.Encode(line{Rows: &n}); err != nil {
		return doing("write the export", err)
	}
	return doing("write the export", out.Flush())
}

// snapshot runs do on one state of the database, whatever is written meanwhile.
func (s *Store) snapshot(ctx context.Context, do func(*sql.Tx) error) error {
	o := &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	if s.onFile {
		o = nil // A transaction of SQLite is that anyway.
	}
	tx, err := s.db.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(do(tx), tx.Rollback())
}

func scanRow(rows *sql.Rows, columns []string) (map[string]any, error) {
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, err
	}
	row := map[string]any{}
	for i, column := range columns {
		row[column] = values[i]
		if b, ok := values[i].([]byte); ok {
			row[column] = string(b)
		}
	}
	return row, nil
}

// longestLine is how long a line of an import may be, in bytes: a post's text is a
// hundredth of it.
const longestLine = 1 << 20

// Import reads an export into this database, which has to be empty, and returns how
// many rows there were. On an error nothing was read in.
func (s *Store) Import(ctx context.Context, r io.Reader) (n int, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	err = s.within(ctx, func(tx *sql.Tx) error {
		if err := s.mustBeEmpty(ctx, tx); err != nil {
			return err
		}
		complete := false
		for at := 1; lines.Scan(); at++ {
			var l line
			decoder := json.NewDecoder(strings.NewReader(lines.Text()))
			decoder.UseNumber()
			if err := decoder.Decode(&l); err != nil {
				return fmt.Errorf("line %d is no JSON object: %w", at, err)
			}
			switch {
			case at == 1 && l.Form != exportForm:
				return fmt.Errorf("this is no export of \"reportbot weekly export\", or one of a newer reportbot")
			case at == 1:
			case complete:
				return fmt.Errorf("line %d stands behind the end of the export", at)
			case l.Rows != nil:
				if complete = *l.Rows == n; !complete {
					return fmt.Errorf("the export has %d rows and should have %d: make it anew", n, *l.Rows)
				}
			default:
				if err := s.importRow(ctx, tx, l); err != nil {
					return fmt.Errorf("line %d: %w", at, err)
				}
				n++
			}
		}
		if err := lines.Err(); err != nil {
			return err
		}
		if !complete {
			return errors.New("the export ends too early: make it anew")
		}
		return nil
	})
	if err != nil {
		n = 0
	}
	return n, doing("import", err)
}

func (s *Store) mustBeEmpty(ctx context.Context, tx *sql.Tx) error {
	for _, table := range []string{"subscriptions", "ledger"} {
		n, err := all(ctx, s, tx, scanOne[int], "SELECT COUNT(*) FROM "+table)
		if err != nil {
			return err
		}
		if n[0] > 0 {
			return fmt.Errorf("the database has %d rows in %s: an import needs an empty one", n[0], table)
		}
	}
	return nil
}

func (s *Store) importRow(ctx context.Context, tx *sql.Tx, l line) error {
	list, known := moved()[l.Table]
	if !known {
		return fmt.Errorf("there is no table %q", l.Table)
	}
	columns := strings.Split(list, ", ")
	args := make([]any, len(columns))
	for i, column := range columns {
		switch v := l.Row[column].(type) {
		case string:
			args[i] = v
		case json.Number:
			whole, err := v.Int64()
			if err != nil {
				return fmt.Errorf("%s is no whole number: %q", column, v)
			}
			args[i] = whole
		default:
			return fmt.Errorf("%s is missing", column)
		}
	}
	conflict := ""
	switch l.Table {
	case "ledger":
		args[slices.Index(columns, "owner")] = "" // What an instance was working on over there is free here.
	case "facts":
		conflict = " ON CONFLICT DO NOTHING" // They are noted at the first start.
	}
	_, err := s.exec(ctx, tx, "INSERT INTO "+l.Table+" ("+list+") VALUES ("+marks(len(columns))+")"+conflict, args...)
	return err
}
