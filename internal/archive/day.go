package archive

import (
	"errors"
	"time"

	"github.com/shellac-term/shellac/internal/store"
)

// Day returns the first moment of the UTC day under which the recording lies in the store.
func (e Entry) Day() time.Time { return time.Unix(int64(idDay(e.ID))*secondsPerDay, 0).UTC() }

// Missing tells whether an error says that something which the catalog has is not in the store.
func Missing(err error) bool { return errors.Is(err, store.ErrNotExist) }
