package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/logging"
)

const (
	defaultRegion   = "us-east-1"
	defaultTimeout  = time.Minute
	defaultPartSize = 16 << 20
	minPartSize     = 5 << 20 // S3 refuses smaller parts
	maxParts        = 10_000  // and more of them
)

// S3 is a Store in a bucket of Amazon S3 or of a server that speaks its protocol. A method needs one permission only:
// Put s3:PutObject, Get s3:GetObject, List s3:ListBucket, Delete s3:DeleteObject. A Put in parts that fails tries to remove
// the parts, which needs s3:AbortMultipartUpload; without it they stay until the bucket's lifecycle ends them.
//
// Objects carry a CRC32C of the whole, which the server checks before it stores them and which is checked when they are read as
// a whole. A server that knows no such checksums confirms with an MD5.
type S3 struct {
	client   *s3.Client
	at       s3URL
	endpoint string // as resolved, "" for Amazon's own
	region   string
	timeout  time.Duration
	partSize int64
}

// openS3 reads AWS's configuration and makes a client; it does not touch the network.
func openS3(ctx context.Context, u *url.URL, o Options) (Store, error) {
	at, err := parseS3(u)
	if err != nil {
		return nil, err
	}
	s := &S3{at: at, timeout: o.Timeout, partSize: o.PartSize}
	if s.timeout <= 0 {
		s.timeout = defaultTimeout
	}
	if s.partSize <= 0 {
		s.partSize = defaultPartSize
	}
	s.partSize = max(s.partSize, minPartSize)
	cfg, err := loadConfig(ctx, at, o)
	if err != nil {
		return nil, s.fail("open", "", err)
	}
	s.client = s3.NewFromConfig(cfg, func(co *s3.Options) { s.configure(co) })
	return s, nil
}

func loadConfig(ctx context.Context, at s3URL, o Options) (aws.Config, error) {
	options := []func(*config.LoadOptions) error{
		config.WithLogger(logging.Nop{}), // it would write across the user's terminal
	}
	if at.profile != "" {
		options = append(options, config.WithSharedConfigProfile(at.profile))
	}
	if o.Credentials != nil {
		options = append(options, config.WithCredentialsProvider(o.Credentials))
	}
	if o.UserAgent != "" {
		options = append(options, config.WithAppID(o.UserAgent))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return cfg, &credentialsError{err}
	}
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = awshttp.NewBuildableClient()
	}
	return cfg, nil
}

// configure sets the client up: what the URL says goes before what AWS's configuration says.
func (s *S3) configure(o *s3.Options) {
	if s.at.region != "" {
		o.Region = s.at.region
	}
	if o.Region == "" {
		o.Region = defaultRegion // a bucket elsewhere answers with its region
	}
	if s.at.endpoint != "" {
		o.BaseEndpoint = aws.String(s.at.endpoint)
	}
	o.UsePathStyle = o.BaseEndpoint != nil
	if s.at.pathStyle != nil {
		o.UsePathStyle = *s.at.pathStyle
	}
	o.Retryer = aws.NopRetryer{} // Retry does it, for every store alike
	// Put computes its checksum itself, and only a whole object has one that can be checked.
	o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
	o.DisableLogOutputChecksumValidationSkipped = true
	if o.Credentials != nil {
		o.Credentials = aws.NewCredentialsCache(credentials{o.Credentials})
	}
	if c, ok := o.HTTPClient.(*awshttp.BuildableClient); ok {
		o.HTTPClient = c.WithTransportOptions(s.dialWith).WithReadTimeout(0).Freeze()
	}
	s.endpoint, s.region = plainEndpoint(aws.ToString(o.BaseEndpoint)), o.Region
}

// plainEndpoint leaves out whatever AWS's configuration may hold beside the address, since hints show it.
func plainEndpoint(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil || endpoint == "" {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// dialWith makes connections give up when nothing moves on them for the timeout.
func (s *S3) dialWith(tr *http.Transport) {
	dialer := &net.Dialer{Timeout: min(s.timeout, 10*time.Second), KeepAlive: 30 * time.Second}
	tr.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &livelyConn{conn, s.timeout}, nil
	}
}

// livelyConn is a connection whose deadline moves on with every byte in either direction, so that a slow transfer survives and a
// silent one ends.
type livelyConn struct {
	net.Conn
	timeout time.Duration
}

func (c *livelyConn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.timeout)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func (c *livelyConn) Write(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.timeout)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// credentials marks the errors of AWS's credential chain, which cannot be told from others later.
type credentials struct {
	aws.CredentialsProvider
}

func (c credentials) Retrieve(ctx context.Context) (aws.Credentials, error) {
	found, err := c.CredentialsProvider.Retrieve(ctx)
	if err != nil {
		return found, &credentialsError{err}
	}
	return found, nil
}

type credentialsError struct{ err error }

func (e *credentialsError) Error() string { return fmt.Sprintf("credentials: %v", e.err) }
func (e *credentialsError) Unwrap() error { return e.err }

// String is the store's URL.
func (s *S3) String() string { return s.at.String() }

// Delete removes an object; see Store.
func (s *S3) Delete(ctx context.Context, key string) error {
	if err := s.check(ctx, "delete", key); err != nil {
		return err
	}
	_, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.at.bucket, Key: s.name(key)})
	if err == nil {
		return nil
	}
	if e := s.fail("delete", key, err); !errors.Is(e, ErrNotExist) {
		return e
	}
	return nil
}

// name is the name of a key in the bucket.
func (s *S3) name(key string) *string { return aws.String(s.at.prefix + key) }

func (s *S3) check(ctx context.Context, op, key string) error {
	if err := errors.Join(CheckKey(key), ctx.Err()); err != nil {
		return s.fail(op, key, err)
	}
	return nil
}
