package store

import (
	"context"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// abortTimeout bounds the clean-up after a failure, which the caller waits for.
const abortTimeout = 10 * time.Second

// putParts stores an object in several requests. It appears when the last one has succeeded.
func (s *S3) putParts(ctx context.Context, key string, body *span) error {
	out, err := s.client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
		Bucket:            &s.at.bucket,
		Key:               s.name(key),
		ChecksumAlgorithm: types.ChecksumAlgorithmCrc32c,
		ChecksumType:      types.ChecksumTypeFullObject,
	})
	if err != nil {
		return err
	}
	u := upload{s: s, key: s.name(key), id: out.UploadId}
	if err := u.send(ctx, body); err != nil {
		u.abort(ctx)
		return err
	}
	return nil
}

// upload is an object on its way in parts.
type upload struct {
	s     *S3
	key   *string
	id    *string
	crc   uint32 // CRC32C of the parts so far
	parts []types.CompletedPart
}

func (u *upload) send(ctx context.Context, body *span) error {
	size := max(u.s.partSize, (body.size+maxParts-1)/maxParts)
	for off := int64(0); off < body.size; off += size {
		part := body.part(off, min(size, body.size-off))
		err := u.sendPart(ctx, part)
		if part.err != nil {
			body.err = part.err
		}
		if err != nil {
			return err
		}
	}
	return u.complete(ctx, body.size)
}

func (u *upload) sendPart(ctx context.Context, part *span) error {
	sum := crc32.New(castagnoli())
	if err := part.hash(io.MultiWriter(sum, (*running)(&u.crc))); err != nil {
		return err
	}
	crc, number := encodeCRC(sum.Sum32()), int32(len(u.parts)+1)
	out, err := u.s.client.UploadPart(ctx, &s3.UploadPartInput{
		Bucket:            &u.s.at.bucket,
		Key:               u.key,
		UploadId:          u.id,
		PartNumber:        &number,
		Body:              part,
		ContentLength:     &part.size,
		ChecksumAlgorithm: types.ChecksumAlgorithmCrc32c,
		ChecksumCRC32C:    &crc,
	})
	if err != nil {
		return err
	}
	u.parts = append(u.parts, types.CompletedPart{ETag: out.ETag, PartNumber: &number, ChecksumCRC32C: &crc})
	return confirm(part, crc, aws.ToString(out.ChecksumCRC32C), aws.ToString(out.ETag))
}

func (u *upload) complete(ctx context.Context, size int64) error {
	crc := encodeCRC(u.crc)
	out, err := u.s.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket:          &u.s.at.bucket,
		Key:             u.key,
		UploadId:        u.id,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: u.parts},
		ChecksumCRC32C:  &crc,
		ChecksumType:    types.ChecksumTypeFullObject,
		MpuObjectSize:   &size,
	})
	if err != nil {
		return err
	}
	// Every part is confirmed already. A server that answers with a checksum of checksums (`…-3`) or none adds nothing to that.
	got := aws.ToString(out.ChecksumCRC32C)
	if got != "" && got != crc && !strings.Contains(got, "-") {
		return fmt.Errorf("%w: sent CRC32C %s, the server has %s", ErrChecksum, crc, got)
	}
	return nil
}

// abort removes the parts. When it fails they stay until the bucket's lifecycle ends them; the error that led here says more.
func (u *upload) abort(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTimeout)
	defer cancel()
	_, _ = u.s.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &u.s.at.bucket, Key: u.key, UploadId: u.id})
}

// running is a CRC32C that goes on over several parts.
type running uint32

func (r *running) Write(p []byte) (int, error) {
	*r = running(crc32.Update(uint32(*r), castagnoli(), p))
	return len(p), nil
}
