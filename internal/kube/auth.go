package kube

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"k8s.io/client-go/tools/clientcmd/api"
)

// The ways in which a user proves to be one.
const (
	AuthCertificate    = "certificate"
	AuthToken          = "token"
	AuthPlugin         = "plugin" // a program prints the credential
	AuthPassword       = "password"
	AuthProvider       = "provider" // built into old versions of kubectl
	AuthServiceAccount = "service account"
)

// An Auth says how a user proves to be one, without the proof.
type Auth struct {
	// Kind is one of the constants above, or "" for a user without credentials.
	Kind string
	// Command is the command line of a plugin, with what looks like a secret left out.
	Command string
	// Expires is when a certificate or token ends, zero where it does not say.
	Expires time.Time
}

// Expired reports whether the credential is known to be too old at a time.
func (a Auth) Expired(now time.Time) bool { return !a.Expires.IsZero() && now.After(a.Expires) }

func describeAuth(user *api.AuthInfo) Auth {
	switch {
	case user.Token != "":
		return Auth{Kind: AuthToken, Expires: tokenExpiry(user.Token)}
	case user.TokenFile != "":
		text, _ := os.ReadFile(user.TokenFile) // connecting will say why it cannot be read
		return Auth{Kind: AuthToken, Expires: tokenExpiry(strings.TrimSpace(string(text)))}
	case len(user.ClientCertificateData) > 0:
		return Auth{Kind: AuthCertificate, Expires: certificateExpiry(user.ClientCertificateData)}
	case user.ClientCertificate != "":
		text, _ := os.ReadFile(user.ClientCertificate) // as above
		return Auth{Kind: AuthCertificate, Expires: certificateExpiry(text)}
	case user.Exec != nil:
		return Auth{Kind: AuthPlugin, Command: commandLine(user.Exec)}
	case user.Username != "":
		return Auth{Kind: AuthPassword}
	case user.AuthProvider != nil:
		return Auth{Kind: AuthProvider, Command: user.AuthProvider.Name}
	}
	return Auth{}
}

// tokenExpiry reads the end of a JSON web token. Nothing is verified: that is the server's business.
func tokenExpiry(token string) time.Time {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Exp float64 `json:"exp"`
	}
	if err != nil || json.Unmarshal(text, &claims) != nil || claims.Exp <= 0 || claims.Exp > 1e11 {
		return time.Time{}
	}
	return time.Unix(int64(claims.Exp), 0)
}

func certificateExpiry(text []byte) time.Time {
	block, _ := pem.Decode(text)
	if block == nil {
		return time.Time{}
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return time.Time{}
	}
	return cert.NotAfter
}

// commandLine is a plugin's command as it may be shown.
func commandLine(x *api.ExecConfig) string {
	words := []string{filepath.Base(x.Command)}
	hide := false
	for _, arg := range x.Args {
		name, _, joined := strings.Cut(arg, "=")
		secret := strings.HasPrefix(arg, "-") && secretName.MatchString(name)
		switch {
		case hide:
			arg = "…"
		case secret && joined:
			arg = name + "=…"
		}
		hide = secret && !joined && !hide
		words = append(words, maskTokens(arg))
	}
	return strings.Join(words, " ")
}

var (
	secretName = regexp.MustCompile(`(?i)secret|passw|token$|apikey|api-key|private-key$`)
	webToken   = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]+)*`)
)

// maskTokens takes out of text what looks like a JSON web token.
func maskTokens(text string) string { return webToken.ReplaceAllString(text, "…") }
