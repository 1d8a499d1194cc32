package store

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strings"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// hintFor says what the user can do. The answer may be nil.
func (s *S3) hintFor(e *Error, answer *awshttp.ResponseError) string {
	switch {
	case errors.Is(e.Err, ErrForbidden):
		return s.permissionHint(e.Op)
	case errors.Is(e.Err, ErrCredentials):
		return s.credentialsHint(e)
	case errors.Is(e.Err, ErrRegion):
		return s.regionHint(e, answer)
	case errors.Is(e.Err, ErrClock):
		return clockHint(answer)
	case errors.Is(e.Err, ErrNoBucket):
		return s.bucketHint()
	case errors.Is(e.Err, ErrUnreachable):
		return s.networkHint(e, answer)
	case errors.Is(e.Err, ErrNoSpace):
		return "the server has no room, or a quota is used up: ask who runs it"
	}
	return ""
}

func (s *S3) permissionHint(op string) string {
	objects := "arn:aws:s3:::" + s.at.bucket + "/" + s.at.prefix + "*"
	switch op {
	case "put":
		return s.who() + " needs s3:PutObject on " + objects
	case "get":
		return s.who() + " needs s3:GetObject on " + objects + "; without s3:ListBucket a missing object is refused too"
	case "list":
		return s.who() + " needs s3:ListBucket on arn:aws:s3:::" + s.at.bucket
	}
	return s.who() + " needs s3:DeleteObject on " + objects
}

// who names the credentials without showing any.
func (s *S3) who() string {
	if s.at.profile != "" {
		return "profile " + s.at.profile
	}
	return "the AWS profile or role in use"
}

func (s *S3) credentialsHint(e *Error) string {
	switch {
	case strings.Contains(strings.ToLower(e.Reason), "expired") || strings.Contains(e.Reason, "SSO"):
		return "log in again, for example: aws sso login" + s.profileFlag()
	case e.RequestID != "":
		return "the server does not accept the credentials of " + s.who() + ": check them, or name another profile with profile= in the store's URL"
	}
	return "name a profile with AWS_PROFILE or profile= in the store's URL, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
}

func (s *S3) profileFlag() string {
	if s.at.profile == "" {
		return ""
	}
	return " --profile " + s.at.profile
}

// expectedRegion finds the region in a message such as: the region 'us-east-1' is wrong; expecting 'eu-west-1'.
const expectedRegion = `expecting ['"]([a-z0-9-]+)['"]`

func (s *S3) regionHint(e *Error, answer *awshttp.ResponseError) string {
	region := ""
	if answer != nil {
		region = answer.Response.Header.Get("X-Amz-Bucket-Region")
	}
	if found := regexp.MustCompile(expectedRegion).FindStringSubmatch(e.Reason); region == "" && found != nil {
		region = found[1]
	}
	if region == "" {
		return fmt.Sprintf("the bucket is not in %s: add region= to the store's URL, or endpoint= when it is not Amazon's", s.region)
	}
	return fmt.Sprintf("the bucket is in %s, not in %s: add region=%s to the store's URL", oneLine(region), s.region, oneLine(region))
}

func clockHint(answer *awshttp.ResponseError) string {
	const plain = "set this machine's clock"
	if answer == nil {
		return plain
	}
	server, err := http.ParseTime(answer.Response.Header.Get("Date"))
	if err != nil {
		return plain
	}
	minutes := int(math.Round(time.Since(server).Minutes()))
	if minutes < 0 {
		return fmt.Sprintf("%s: it is %d minutes behind the server's", plain, -minutes)
	}
	return fmt.Sprintf("%s: it is %d minutes ahead of the server's", plain, minutes)
}

func (s *S3) bucketHint() string {
	if s.endpoint == "" {
		return fmt.Sprintf("check the name %s; a bucket that is not Amazon's needs endpoint= in the store's URL", s.at.bucket)
	}
	return fmt.Sprintf("check the name %s, or create the bucket on %s", s.at.bucket, s.endpoint)
}

func (s *S3) networkHint(e *Error, answer *awshttp.ResponseError) string {
	where := s.endpoint
	if where == "" {
		where = "https://s3." + s.region + ".amazonaws.com"
	}
	switch {
	case answer != nil:
		return "the server is there but cannot serve just now: try again later"
	case strings.Contains(e.Reason, "certificate"):
		return "the certificate of " + where + " is not trusted here: AWS_CA_BUNDLE names a file with the right authority"
	case strings.Contains(e.Reason, "HTTP response to HTTPS client"):
		return "the server speaks plain HTTP: write endpoint=http://…"
	}
	return "check the network, a proxy (HTTPS_PROXY) and endpoint= in the store's URL; it was looked for at " + where
}
