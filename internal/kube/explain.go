package kube

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"
)

// explainLost says why there is no answer. What the caller has called off is no failure of the cluster: its own error
// comes back.
func (c *Client) explainLost(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	kind, why := c.reasonLost(err)
	e := &Error{Kind: kind, Text: c.named() + " " + why, cause: err}
	switch kind {
	case Untrusted:
		e.Do = "check certificate-authority and tls-server-name of cluster " + c.Context.Cluster + " in the kubeconfig"
	case Unreachable:
		e.Do = "check the network, VPN or tunnel to " + c.base.Host
	}
	return e
}

// named is how messages call the cluster.
func (c *Client) named() string {
	name := c.Context.Name
	if name == "" {
		name = "the cluster around this pod"
	}
	return name + " (" + c.base.Host + ")"
}

// reasonLost says in words why a request got no answer.
func (c *Client) reasonLost(err error) (Kind, string) {
	if why := reasonUntrusted(err); why != "" {
		return Untrusted, "is not trusted: " + why
	}
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return Unreachable, "cannot be reached: no host has the name " + dns.Name
	case errors.As(err, &dns):
		return Unreachable, "cannot be reached: asking for the host " + dns.Name + " failed"
	case errors.Is(err, syscall.ECONNREFUSED):
		return Unreachable, "cannot be reached: connection refused"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return Unreachable, "cannot be reached: no route there"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), isTimeout(err):
		return Unreachable, fmt.Sprintf("cannot be reached: no answer within %v", c.timeout.Round(time.Second/10))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return Unreachable, "closed the connection in the middle of an answer"
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return Untrusted, "does not speak TLS: its URL should start with http://"
	}
	return Unreachable, "cannot be reached: " + innermost(err)
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// reasonUntrusted says what is wrong with a certificate, "" if nothing is.
func reasonUntrusted(err error) string {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &authority):
		return "its certificate is not signed by the authority that the kubeconfig names"
	case errors.As(err, &host):
		return "its certificate is for another name than " + host.Host
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its certificate is out of date, or this machine's clock is wrong"
	case errors.As(err, &invalid):
		return "its certificate is not valid"
	}
	if _, alert, ok := strings.Cut(err.Error(), "remote error: tls: "); ok { // crypto/tls has no type for it
		return "it refuses your certificate (" + firstLine(alert) + ")"
	}
	return ""
}

// innermost is what an error says without the chain that leads there.
func innermost(err error) string {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return firstLine(err.Error())
}

// A status is how the API server says that something failed.
type status struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Reason  string `json:"reason"`
	Code    int    `json:"code"`
}

// explainStatus says what the server's answer, which is no success, means.
func (c *Client) explainStatus(response *http.Response) error {
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	var s status
	if err != nil || json.Unmarshal(text, &s) != nil || s.Kind != "Status" || s.Message == "" {
		s = status{Message: "it answers " + response.Status + ", and not in the words of Kubernetes"}
	}
	s.Code = response.StatusCode
	return c.explainCode(s)
}

func (c *Client) explainCode(s status) error {
	e := &Error{Kind: kindOf(s.Code), Text: c.named() + ": " + maskTokens(firstLine(s.Message))}
	switch e.Kind {
	case Expired:
		e.Text = c.named() + " does not accept your credentials" + c.expiry()
		e.Do = c.renewal()
	case Failed:
		e.Do = "try again; if it stays so, tell whoever runs the cluster"
	}
	return e
}

func kindOf(code int) Kind {
	switch {
	case code == http.StatusUnauthorized:
		return Expired
	case code == http.StatusForbidden:
		return Forbidden
	case code == http.StatusNotFound:
		return NotFound
	case code == http.StatusGone:
		return outdated
	case code == http.StatusTooManyRequests, code == http.StatusRequestTimeout, code >= 500:
		return Failed
	}
	return Refused
}

// expiry says since when the credentials are too old, if they tell.
func (c *Client) expiry() string {
	if a := c.Context.Auth; a.Expired(time.Now()) {
		return ": the " + a.Kind + " expired on " + a.Expires.Local().Format("2006-01-02 15:04")
	}
	return " (401)"
}

// renewal says how to get other credentials.
func (c *Client) renewal() string {
	if c.credential != nil {
		return c.credential.plugin.suggest("")
	}
	return "sign in again the way you got user " + c.Context.User + " of " + c.Context.UserFile
}

// noSense is an answer that claims success and is none of Kubernetes.
func (c *Client) noSense(head http.Header) error {
	return &Error{
		Kind: Refused, Text: fmt.Sprintf("%s answers what is not Kubernetes (%s)", c.named(), firstOf(head.Get("Content-Type"), "no content type")),
		Do: "check the server's URL in the kubeconfig; a proxy or login page may be in between",
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
