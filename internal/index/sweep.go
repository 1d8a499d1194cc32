package index

import (
	"context"
	"errors"
	"strings"

	"github.com/shellac-term/shellac/internal/store"
)

// sweep removes the objects that no cover names and that have been there for a while: what killed runs left, and what was packed anew or merged.
// They are harmless, so that it is no error when they cannot be removed.
func (p *packer) sweep(ctx context.Context) error {
	var old []string
	for o, err := range p.store.List(ctx, root, "") {
		if err != nil {
			return err
		}
		if !strings.HasPrefix(o.Key, coverRoot) && p.o.Now().Sub(o.Modified) > p.o.Grace {
			old = append(old, o.Key)
		}
	}
	if len(old) == 0 {
		return nil
	}
	// The covers are read after the objects were listed: what they do not name now was not named by anybody for as long as the grace, or is not
	// old.
	covers, err := loadCovers(ctx, p.store)
	if err != nil {
		return err
	}
	named := namedKeys(covers)
	for _, key := range old {
		if named[key] {
			continue
		}
		switch err := p.store.Delete(ctx, key); {
		case err == nil:
			p.result.Removed++
		case errors.Is(err, store.ErrForbidden):
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
	return nil
}

// namedKeys are the keys of the objects that covers name.
func namedKeys(covers map[month]*cover) map[string]bool {
	named := map[string]bool{}
	for _, c := range covers {
		for _, e := range c.Packs {
			for _, key := range e.keys() {
				named[key] = true
			}
		}
	}
	return named
}

// keys are those of a pack's objects.
func (p packEntry) keys() []string {
	return []string{p.Partition.lines(p.Name), p.Partition.sessions(p.Name), p.Partition.signs(p.Name)}
}
