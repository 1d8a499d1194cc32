package store

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/smithy-go"
)

// fail makes an *Error of what the SDK returned, whose text is a chain of its own layers.
func (s *S3) fail(op, key string, err error) *Error {
	e := plainError(op, key, s.String(), err)
	e.cause = err
	re := answerOf(err)
	if re != nil {
		s.describeAnswer(e, re)
	} else {
		s.describeLocal(e)
	}
	e.Reason = oneLine(e.Reason)
	e.hint = s.hintFor(e, re)
	return e
}

// answerOf is the server's answer in an error of the SDK, or nil. When there was none the SDK may still give one, without a status.
func answerOf(err error) *awshttp.ResponseError {
	var re *awshttp.ResponseError
	if errors.As(err, &re) && re.HTTPStatusCode() != 0 {
		return re
	}
	return nil
}

// describeAnswer fills in what the server said.
func (s *S3) describeAnswer(e *Error, re *awshttp.ResponseError) {
	e.RequestID = oneLine(re.ServiceRequestID())
	e.Reason = "HTTP " + re.Response.Status
	code := codeOf(e.cause)
	var api smithy.APIError
	if errors.As(e.cause, &api) && code != "" {
		e.Reason = strings.TrimSuffix(code+": "+strings.TrimSuffix(api.ErrorMessage(), "."), ": ")
	}
	e.Err = codeKind(code)
	if e.Err == nil {
		e.Err = statusKind(re.HTTPStatusCode())
	}
	if e.Err == nil {
		e.Err = errors.New(e.Reason)
	}
	if code == "ExistingObjectIsDirectory" {
		e.lasts = passes // versitygw says so too when a folder vanishes while it puts something there
	}
}

// codeOf is the server's code for what went wrong, or empty.
func codeOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) && !invented(api) {
		return api.ErrorCode()
	}
	return ""
}

// invented tells that the SDK made the code up because the answer had none: from the HTTP status.
func invented(api smithy.APIError) bool {
	return api.ErrorCode() == "UnknownError" || api.ErrorCode() == strings.ReplaceAll(api.ErrorMessage(), " ", "")
}

// codeKind maps an error code of S3 to a sentinel, or to nil. It knows the codes of Amazon, versitygw, MinIO and Ceph.
func codeKind(code string) error {
	switch code {
	case "NoSuchKey":
		return ErrNotExist
	case "NoSuchBucket":
		return ErrNoBucket
	case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
		return ErrRegion
	case "RequestTimeTooSkewed", "RequestExpired":
		return ErrClock
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidToken", "InvalidAccessKeyId", "InvalidClientTokenId",
		"SignatureDoesNotMatch", "UnrecognizedClientException", "CredentialsNotSupported", "NotSignedUp":
		return ErrCredentials
	case "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage", "EntityTooLarge":
		return ErrNoSpace
	case "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "IncompleteBody", "InvalidPart":
		return ErrChecksum
	case "RequestTimeout", "SlowDown", "OperationAborted", "ConditionalRequestConflict", "NoSuchUpload":
		return ErrUnreachable
	case "ObjectParentIsFile", "ExistingObjectIsDirectory", "XMinioParentIsObject", "XMinioObjectExistsAsDirectory":
		return ErrFolder
	}
	return nil
}

// statusKind is for answers without a code that says more.
func statusKind(status int) error {
	switch {
	case status == http.StatusNotFound:
		return ErrNotExist
	case status == http.StatusForbidden, status == http.StatusUnauthorized:
		return ErrForbidden
	case status == http.StatusMovedPermanently:
		return ErrRegion
	case status == http.StatusInsufficientStorage:
		return ErrNoSpace
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return ErrUnreachable
	}
	return nil
}

// describeLocal is for failures before there was an answer, or in the middle of one.
func (s *S3) describeLocal(e *Error) {
	var noKeys *credentialsError
	var request *url.Error
	var body *bodyError
	var operation *smithy.OperationError
	switch {
	case errors.Is(e.cause, context.Canceled):
		e.Err, e.Reason = context.Canceled, context.Canceled.Error()
	case errors.Is(e.cause, context.DeadlineExceeded) && !errors.As(e.cause, &request):
		e.Err, e.Reason = context.DeadlineExceeded, context.DeadlineExceeded.Error()
	case errors.As(e.cause, &noKeys):
		e.Err, e.Reason = ErrCredentials, credentialsReason(noKeys.err)
	case errors.As(e.cause, &request):
		e.Err, e.Reason = ErrUnreachable, request.Err.Error()
		if wrongProtocol(request) {
			e.lasts = stays
		}
	case errors.As(e.cause, &body):
		e.Err = bodyKind(body)
	case errors.As(e.cause, &operation):
		e.Reason = innermost(operation).Error()
	}
}

// wrongProtocol tells that trying again is of no use: the server is there but is not what was expected.
func wrongProtocol(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch)
}

// bodyKind knows the SDK's checksum error by its text: its type is internal.
func bodyKind(err *bodyError) error {
	if strings.Contains(err.Error(), "checksum did not match") {
		return ErrChecksum
	}
	return ErrUnreachable
}

// innermost unwraps the layers of the SDK.
func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// credentialsReason is the part of an error of the credential chain that a user can read and may see.
func credentialsReason(err error) string {
	var process *processcreds.ProviderError
	var api smithy.APIError
	switch {
	case errors.As(err, &process) && strings.Contains(process.Error(), "process output"):
		return "credential_process: its output is not valid" // the SDK's text repeats it, with the secret
	case errors.As(err, &api):
		return api.ErrorCode() + ": " + api.ErrorMessage()
	}
	text := strings.TrimPrefix(err.Error(), "failed to refresh cached credentials, ")
	text, _, _ = strings.Cut(text, ", operation error ")
	return text
}
