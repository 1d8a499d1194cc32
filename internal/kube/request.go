package kube

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

// answerLimit is how much of an answer that is read as a whole counts; a list is read piece by piece instead.
const answerLimit = 8 << 20

// An answer is a success of the server's. It must be closed.
type answer struct {
	io.Reader
	head http.Header
	stop func() // ends the reading, and what limits it
}

func (a *answer) close() { a.stop() }

// call sends a request within the client's timeout and decodes the answer. body is sent as JSON unless it is nil.
func (c *Client) call(ctx context.Context, method, path string, body, into any) error {
	got, err := c.open(ctx, c.timeout, method, path, nil, body)
	if err != nil {
		return err
	}
	defer got.close()
	text, err := io.ReadAll(io.LimitReader(got, answerLimit))
	if err != nil {
		return c.explainLost(ctx, err)
	}
	if json.Unmarshal(text, into) != nil {
		return c.noSense(got.head)
	}
	return nil
}

// open sends a request. The timeout, if it is positive, ends the reading of the answer as well.
func (c *Client) open(ctx context.Context, timeout time.Duration, method, path string, query url.Values, body any) (*answer, error) {
	used, err := c.proof(ctx)
	if err != nil {
		return nil, err
	}
	got, err := c.send(ctx, timeout, method, path, query, body, used)
	if err == nil || used == nil || !isKind(err, Expired) {
		return got, err
	}
	if used, err = c.credential.refused(ctx, used, err); err != nil {
		return nil, err
	}
	got, err = c.send(ctx, timeout, method, path, query, body, used)
	if isKind(err, Expired) {
		c.credential.fail(ctx, err)
	}
	return got, err
}

// proof returns what a plugin says to show, nil where there is no plugin.
func (c *Client) proof(ctx context.Context) (*proof, error) {
	if c.credential == nil {
		return nil, nil
	}
	return c.credential.get(ctx)
}

func (c *Client) send(ctx context.Context, timeout time.Duration, method, path string, query url.Values, body any, used *proof) (*answer, error) {
	limited, stop := ctx, context.CancelFunc(func() {})
	if timeout > 0 {
		limited, stop = context.WithTimeout(ctx, timeout)
	}
	request, err := c.request(limited, method, path, query, body)
	if err != nil {
		stop()
		return nil, err
	}
	if used != nil && used.token != "" {
		request.Header.Set("Authorization", "Bearer "+used.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		stop()
		return nil, c.explainLost(ctx, err)
	}
	end := func() { _ = response.Body.Close(); stop() }
	if response.StatusCode/100 != 2 {
		defer end()
		return nil, c.explainStatus(response)
	}
	return &answer{response.Body, response.Header, end}, nil
}

func (c *Client) request(ctx context.Context, method, path string, query url.Values, body any) (*http.Request, error) {
	u := *c.base
	u.Path = joinPath(u.Path, path)
	u.RawQuery = query.Encode()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, u.String(), content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

// joinPath puts a path of the API behind the one that the server's URL may have.
func joinPath(base, path string) string {
	for len(base) > 0 && base[len(base)-1] == '/' {
		base = base[:len(base)-1]
	}
	return base + path
}

func isKind(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}
