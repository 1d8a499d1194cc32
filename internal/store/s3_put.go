package store

import (
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Put stores an object; see Store.
func (s *S3) Put(ctx context.Context, key string, r io.ReadSeeker, size int64) error {
	if err := errors.Join(checkPut(key, size), ctx.Err()); err != nil {
		return s.fail("put", key, err)
	}
	body, err := newSpan(ctx, r, size)
	if err != nil {
		return s.fail("put", key, err)
	}
	if size > s.partSize {
		err = s.putParts(ctx, key, body)
	} else {
		_, err = s.putWhole(ctx, key, body)
	}
	if body.err != nil {
		err = body.err // whatever the client made of it
	}
	if err != nil {
		return s.fail("put", key, err)
	}
	return nil
}

// putWhole stores an object in one request, which conditions may change.
func (s *S3) putWhole(ctx context.Context, key string, body *span, conditions ...func(*s3.PutObjectInput)) (*s3.PutObjectOutput, error) {
	sum := crc32.New(castagnoli())
	if err := body.hash(sum); err != nil {
		return nil, err
	}
	crc := encodeCRC(sum.Sum32())
	in := &s3.PutObjectInput{
		Bucket:            &s.at.bucket,
		Key:               s.name(key),
		Body:              body,
		ContentLength:     &body.size,
		ChecksumAlgorithm: types.ChecksumAlgorithmCrc32c,
		ChecksumCRC32C:    &crc,
	}
	for _, condition := range conditions {
		condition(in)
	}
	out, err := s.client.PutObject(ctx, in)
	if err != nil {
		return nil, err
	}
	return out, confirm(body, crc, aws.ToString(out.ChecksumCRC32C), aws.ToString(out.ETag))
}

// confirm compares what the server says that it stored with what was sent.
func confirm(body *span, want, got, etag string) error {
	switch {
	case got == want:
		return nil
	case got != "":
		return fmt.Errorf("%w: sent CRC32C %s, the server has %s", ErrChecksum, want, got)
	}
	sum := md5.New()
	if err := body.hash(sum); err != nil {
		return err
	}
	if strings.Trim(etag, `"`) != hex.EncodeToString(sum.Sum(nil)) {
		return fmt.Errorf("%w: the server answered with neither a CRC32C nor an MD5 of what it stored", ErrChecksum)
	}
	return nil
}

// encodeCRC writes a CRC32C as S3 does.
func encodeCRC(sum uint32) string {
	return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, sum))
}
