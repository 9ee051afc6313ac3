package importer

import (
	"context"
	"errors"

	"github.com/reportbot/reportbot/corpus/importer/mend"
)

func (r *reading) readPDF(ctx context.Context, data []byte, m *mend.Mender, o Options) (*mend.Document, error) {
	return nil, errors.New("not yet")
}
