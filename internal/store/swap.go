package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
)

// A Swapper is a Store that replaces a small object only while it is the one that the caller knows, so that of several writers at once one
// wins and the others learn of it. An object that is swapped is not immutable: nobody may read it by ranges or Put it.
// It is safe for concurrent use, also by several processes.
type Swapper interface {
	// Load reads an object that Swap wrote, and its version. It is ErrNotExist when there is none.
	Load(ctx context.Context, key string) (text []byte, version string, err error)

	// Swap stores text under key if the object there is still of the given version, or if there is none when version is "", and
	// returns the new version. Otherwise nothing changes and it is ErrChanged. A store that cannot do it says errors.ErrUnsupported. After
	// any other error the object may have been stored or not. Versions of equal texts may be the same.
	Swap(ctx context.Context, key string, text []byte, version string) (string, error)
}

// contentVersion is the version of an object where the store gives none.
func contentVersion(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}
