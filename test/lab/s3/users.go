package s3

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Policy is the document that allows some actions (such as s3:PutObject) on the objects of a bucket below a prefix and,
// for actions on the bucket such as s3:ListBucket, on the bucket itself.
func Policy(bucket, prefix string, actions ...string) string {
	text, err := json.Marshal(map[string]any{
		"Version": "2012-10-17",
		"Statement": []map[string]any{{
			"Effect":   "Allow",
			"Action":   actions,
			"Resource": []string{"arn:aws:s3:::" + bucket, "arn:aws:s3:::" + bucket + "/" + prefix + "*"},
		}},
	})
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(text)
}

// RecorderPolicy allows to put objects below a prefix and nothing else.
func RecorderPolicy(bucket, prefix string) string {
	return Policy(bucket, prefix, "s3:PutObject")
}

// AuditorPolicy allows to read and list below a prefix and nothing else.
func AuditorPolicy(bucket, prefix string) string {
	return Policy(bucket, prefix, "s3:GetObject", "s3:ListBucket")
}

// CreateBucket makes a bucket.
func (s *Server) CreateBucket(ctx context.Context, name string) error {
	_, err := s.client().CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name})
	return err
}

// Retrieve makes Keys a credentials provider of the AWS SDK.
func (k Keys) Retrieve(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: k.Access, SecretAccessKey: k.Secret, Source: "lab"}, nil
}

// Env is what gives a program these credentials, and keeps it away from the user's own.
func (k Keys) Env() []string {
	return []string{
		"AWS_ACCESS_KEY_ID=" + k.Access, "AWS_SECRET_ACCESS_KEY=" + k.Secret, "AWS_SESSION_TOKEN=", "AWS_PROFILE=",
		"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true",
	}
}

// URL is the URL of a store in a bucket; the prefix may be empty.
func (s *Server) URL(bucket, prefix string) string {
	return "s3://" + bucket + "/" + prefix + "?endpoint=" + s.Endpoint + "&region=" + Region
}

// CreateUser makes a user with one policy.
func (s *Server) CreateUser(ctx context.Context, name, policy string) (Keys, error) {
	if _, err := s.call(ctx, "CreateUser", "UserName", name); err != nil {
		return Keys{}, err
	}
	if _, err := s.call(ctx, "PutUserPolicy", "UserName", name, "PolicyName", "lab", "PolicyDocument", policy); err != nil {
		return Keys{}, err
	}
	body, err := s.call(ctx, "CreateAccessKey", "UserName", name)
	if err != nil {
		return Keys{}, err
	}
	var answer struct {
		Access string `xml:"CreateAccessKeyResult>AccessKey>AccessKeyId"`
		Secret string `xml:"CreateAccessKeyResult>AccessKey>SecretAccessKey"`
	}
	if err := xml.Unmarshal(body, &answer); err != nil || answer.Access == "" {
		return Keys{}, fmt.Errorf("create access key: unexpected answer (%w)", err)
	}
	return Keys{answer.Access, answer.Secret}, nil
}

// call makes a request to the IAM API; the parameters are names and values in turn.
func (s *Server) call(ctx context.Context, action string, parameters ...string) ([]byte, error) {
	form := url.Values{"Action": {action}, "Version": {"2010-05-08"}}
	for i := 0; i < len(parameters); i += 2 {
		form.Set(parameters[i], parameters[i+1])
	}
	body := form.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.IAMEndpoint+"/", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	keys, _ := s.Root.Retrieve(ctx)
	sum := sha256.Sum256([]byte(body))
	if err := v4.NewSigner().SignHTTP(ctx, keys, req, hex.EncodeToString(sum[:]), "iam", Region, time.Now()); err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: HTTP %s: %s", action, res.Status, answer)
	}
	return answer, err
}

// PutRaw puts a small object by a name that may lie outside of any store, as root.
func (s *Server) PutRaw(ctx context.Context, bucket, name, text string) error {
	_, err := s.client().PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &name, Body: strings.NewReader(text)})
	return err
}

func (s *Server) client() *s3.Client {
	return s3.New(s3.Options{Region: Region, BaseEndpoint: &s.Endpoint, UsePathStyle: true, Credentials: s.Root})
}
