package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Get reads an object; see Store.
func (s *S3) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	return s.get(ctx, key, off, n, nil)
}

// get reads an object, but only if it still has the etag, when that is not nil.
func (s *S3) get(ctx context.Context, key string, off, n int64, etag *string) (io.ReadCloser, error) {
	if err := s.check(ctx, "get", key); err != nil {
		return nil, err
	}
	if off < 0 {
		return nil, s.fail("get", key, ErrRange)
	}
	in := &s3.GetObjectInput{Bucket: &s.at.bucket, Key: s.name(key), IfMatch: etag}
	setRange(in, off, n)
	out, err := s.client.GetObject(ctx, in)
	if pastEnd(err) {
		return io.NopCloser(strings.NewReader("")), nil
	}
	if err != nil {
		return nil, s.fail("get", key, err)
	}
	if in.Range != nil && out.ContentRange == nil {
		return nil, s.fail("get", key, errors.Join(errors.New("the server ignores ranges"), out.Body.Close()))
	}
	body := bodyReader{
		r:     limit(out.Body, n),
		close: out.Body.Close,
		fail:  func(err error) error { return s.fail("get", key, &bodyError{err}) },
	}
	return &resumableReader{body, func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
		return s.get(ctx, key, off, n, out.ETag)
	}}, nil
}

func setRange(in *s3.GetObjectInput, off, n int64) {
	switch {
	case off == 0 && n < 0:
		in.ChecksumMode = types.ChecksumModeEnabled // only the whole has a checksum
	case n < 0:
		in.Range = aws.String(fmt.Sprintf("bytes=%d-", off))
	default:
		in.Range = aws.String(fmt.Sprintf("bytes=%d-%d", off, off+max(n, 1)-1)) // no range is empty: ask for a byte and drop it
	}
}

// pastEnd tells that the range begins at or after the end of the object.
func pastEnd(err error) bool {
	re := answerOf(err)
	return re != nil && re.HTTPStatusCode() == http.StatusRequestedRangeNotSatisfiable
}

// bodyError is a failure after the answer has begun.
type bodyError struct{ err error }

func (e *bodyError) Error() string { return e.err.Error() }
func (e *bodyError) Unwrap() error { return e.err }

// List yields objects, a thousand with each request; see Store.
func (s *S3) List(ctx context.Context, prefix, after string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		in := &s3.ListObjectsV2Input{Bucket: &s.at.bucket, Prefix: s.name(prefix)}
		if after != "" {
			in.StartAfter = s.name(after)
		}
		for rest := s3.NewListObjectsV2Paginator(s.client, in); rest.HasMorePages(); {
			out, err := rest.NextPage(ctx)
			if err != nil {
				yield(Object{}, s.fail("list", prefix, err))
				return
			}
			for _, c := range out.Contents {
				if o, ok := s.object(c); ok && !yield(o, nil) {
					return
				}
			}
		}
	}
}

// object leaves out what no Put has made, such as the empty objects that some programs put for a folder.
func (s *S3) object(c types.Object) (Object, bool) {
	key := strings.TrimPrefix(aws.ToString(c.Key), s.at.prefix)
	return Object{Key: key, Size: aws.ToInt64(c.Size), Modified: aws.ToTime(c.LastModified)}, keyFault(key) == ""
}
