package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Load implements Swapper: the version is the object's etag.
func (s *S3) Load(ctx context.Context, key string) ([]byte, string, error) {
	if err := s.check(ctx, "get", key); err != nil {
		return nil, "", err
	}
	out, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.at.bucket, Key: s.name(key), ChecksumMode: types.ChecksumModeEnabled})
	if err != nil {
		return nil, "", s.fail("get", key, err)
	}
	text, err := io.ReadAll(out.Body)
	if err = errors.Join(err, out.Body.Close()); err != nil {
		return nil, "", s.fail("get", key, &bodyError{err})
	}
	if aws.ToString(out.ETag) == "" {
		return nil, "", s.fail("get", key, fmt.Errorf("%w: the server gives objects no etag", errors.ErrUnsupported))
	}
	return text, *out.ETag, nil
}

// Swap implements Swapper with a conditional put, which needs s3:PutObject, and s3:GetObject on some servers.
func (s *S3) Swap(ctx context.Context, key string, text []byte, version string) (string, error) {
	if err := s.check(ctx, "put", key); err != nil {
		return "", err
	}
	body, err := newSpan(ctx, bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return "", s.fail("put", key, err)
	}
	out, err := s.putWhole(ctx, key, body, onlyIf(version))
	switch {
	case err == nil:
		return aws.ToString(out.ETag), nil
	case lostRace(err, version):
		err = ErrChanged
	case statusOf(err) == http.StatusNotImplemented:
		err = fmt.Errorf("%w: the server has no conditional put", errors.ErrUnsupported)
	}
	return "", s.fail("put", key, err)
}

// onlyIf makes a put depend on what is there.
func onlyIf(version string) func(*s3.PutObjectInput) {
	return func(in *s3.PutObjectInput) {
		if version == "" {
			in.IfNoneMatch = aws.String("*")
		} else {
			in.IfMatch = &version
		}
	}
}

// lostRace tells that a server refused a put because another object is there, or none.
func lostRace(err error, version string) bool {
	status := statusOf(err)
	return status == http.StatusPreconditionFailed || version != "" && status == http.StatusNotFound && codeOf(err) != "NoSuchBucket"
}

func statusOf(err error) int {
	if re := answerOf(err); re != nil {
		return re.HTTPStatusCode()
	}
	return 0
}
