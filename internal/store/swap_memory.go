package store

import (
	"bytes"
	"context"
)

// Load implements Swapper.
func (m *Memory) Load(ctx context.Context, key string) ([]byte, string, error) {
	if err := m.check(ctx, "get", key); err != nil {
		return nil, "", err
	}
	m.mu.Lock()
	o, found := m.objects[key]
	m.mu.Unlock()
	if !found {
		return nil, "", m.fail("get", key, ErrNotExist)
	}
	return bytes.Clone(o.bytes), contentVersion(o.bytes), nil
}

// Swap implements Swapper.
func (m *Memory) Swap(ctx context.Context, key string, text []byte, version string) (string, error) {
	if err := m.check(ctx, "put", key); err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := ""
	if o, found := m.objects[key]; found {
		now = contentVersion(o.bytes)
	}
	if now != version {
		return "", m.fail("put", key, ErrChanged)
	}
	text = bytes.Clone(text)
	if err := m.insertLocked(key, text); err != nil {
		return "", err
	}
	return contentVersion(text), nil
}
