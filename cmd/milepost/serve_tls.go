package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Files of the certificate that is made, in the workspace.
const (
	certName = ".milepost.page.crt"
	keyName  = ".milepost.page.key"
)

// certificateDays is how long a certificate that is made holds.
//
// Source: Apple and the CA/Browser Forum refuse longer ones (398 days).
const certificateDays = 397

// certificate is the one given, else the one made before, while it holds for
// the hosts, else a new one. A browser does not know it: its fingerprint is
// printed, to be compared when the browser asks.
func (p *page) certificate(hosts []string) (tls.Certificate, error) {
	if p.flags.cert != "" {
		return tls.LoadX509KeyPair(p.flags.cert, p.flags.key)
	}
	cert, key := filepath.Join(p.sh.Dir, certName), filepath.Join(p.sh.Dir, keyName)
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil || !holdsFor(pair, hosts, p.sh.Now()) {
		if err := makeCertificate(cert, key, hosts, p.sh.Now()); err != nil {
			return pair, err
		}
		if pair, err = tls.LoadX509KeyPair(cert, key); err != nil {
			return pair, err
		}
	}
	sum := sha256.Sum256(pair.Certificate[0])
	p.say("It uses a certificate of its own; a browser asks once. Its SHA-256 fingerprint is\n  %s", colons(sum[:]))
	return pair, nil
}

func colons(sum []byte) string {
	var parts []string
	for _, b := range sum {
		parts = append(parts, fmt.Sprintf("%02X", b))
	}
	return strings.Join(parts, ":")
}

func holdsFor(pair tls.Certificate, hosts []string, now time.Time) bool {
	c, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil || now.AddDate(0, 0, 14).After(c.NotAfter) {
		return false
	}
	return !slices.ContainsFunc(hosts, func(host string) bool { return c.VerifyHostname(nameOf(host)) != nil })
}

// nameOf is a host without its port.
func nameOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}

func makeCertificate(certFile, keyFile string, hosts []string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Milepost review page"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(0, 0, certificateDays),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(nameOf(host)); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, nameOf(host))
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600); err != nil {
		return err
	}
	return os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600)
}

// machineNames are the name and the addresses of this machine in its network.
func machineNames() []string {
	var names []string
	if name, err := os.Hostname(); err == nil {
		names = append(names, strings.ToLower(name))
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return names
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			names = append(names, n.IP.String())
		}
	}
	return names
}
