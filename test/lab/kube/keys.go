package kubelab

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"time"
)

// keys are what the cluster's parts know each other by.
type keys struct {
	authority    *x509.Certificate
	authorityKey *ecdsa.PrivateKey
	authorityPEM []byte
	viewerToken  string
}

// pair is a certificate and its key, both in PEM.
type pair struct{ cert, key []byte }

// writeKeys makes the authority, and writes the keys and certificates that the cluster's parts read.
func (c *Cluster) writeKeys() error {
	var err error
	if c.keys, err = newKeys(c.Name); err != nil {
		return err
	}
	_, accounts, err := newKey()
	if err != nil {
		return err
	}
	server, err := c.keys.issue("server")
	if err != nil {
		return err
	}
	apiserver, err := c.keys.issue("kube-apiserver-kubelet-client", "system:masters")
	if err != nil {
		return err
	}
	files := map[string][]byte{
		"ca.crt": c.keys.authorityPEM, "accounts.key": accounts,
		"server.crt": server.cert, "server.key": server.key,
		"apiserver.crt": apiserver.cert, "apiserver.key": apiserver.key,
		"tokens.csv": []byte(c.keys.viewerToken + ",viewer,viewer\n"),
	}
	for name, text := range files {
		if err := os.WriteFile(c.path(name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func newKeys(name string) (*keys, error) {
	key, _, err := newKey()
	if err != nil {
		return nil, err
	}
	template := template(pkix.Name{CommonName: name + "-ca"})
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	authority, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &keys{authority, key, encode("CERTIFICATE", der), rand.Text()}, nil
}

// issue makes a key and a certificate, good for client and server, for a user in groups.
func (k *keys) issue(user string, groups ...string) (pair, error) {
	key, text, err := newKey()
	if err != nil {
		return pair{}, err
	}
	template := template(pkix.Name{CommonName: user, Organization: groups})
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	template.IPAddresses, template.DNSNames = []net.IP{net.IPv4(127, 0, 0, 1)}, []string{"localhost"}
	der, err := x509.CreateCertificate(rand.Reader, template, k.authority, key.Public(), k.authorityKey)
	if err != nil {
		return pair{}, err
	}
	return pair{encode("CERTIFICATE", der), text}, nil
}

func template(subject pkix.Name) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100))
	if err != nil {
		serial = big.NewInt(time.Now().UnixNano())
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: serial, Subject: subject,
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
	}
}

// newKey makes a key and returns it in PEM too.
func newKey() (*ecdsa.PrivateKey, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	return key, encode("EC PRIVATE KEY", der), nil
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
