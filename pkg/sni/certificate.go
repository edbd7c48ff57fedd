package sni

import (
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// maxCertNames bounds the names reported of one certificate: those of content networks
// hold a hundred strangers' names.
const maxCertNames = 8

// Object identifiers (RFC 5280 §4.2.1.6, appendix A.1).
var (
	oidSubjectAltName = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidCommonName     = asn1.ObjectIdentifier{2, 5, 4, 3}
)

// certificate reads a Certificate message of TLS ≤ 1.2 (RFC 5246 §7.4.2) as far as the
// server's own certificate, which comes first.
func (r *Reader) certificate(body cryptobyte.String, whole bool, out []Name) []Name {
	var leaf cryptobyte.String
	var size uint32
	if !body.Skip(3) || !body.ReadUint24(&size) || !body.ReadBytes((*[]byte)(&leaf), int(size)) {
		if whole {
			r.step = stepDone
		}
		return out
	}
	r.step = stepDone
	return certificateNames(leaf, out)
}

// certificateNames appends the DNS names in a certificate's subject alternative name,
// or else its common name. It takes what it needs and judges nothing else: devices
// carry certificates that crypto/x509 refuses.
func certificateNames(cert cryptobyte.String, out []Name) []Name {
	var body, tbs, subject, wrapper, extensions cryptobyte.String
	version := der.Tag(0).ContextSpecific().Constructed()
	if !cert.ReadASN1(&body, der.SEQUENCE) || !body.ReadASN1(&tbs, der.SEQUENCE) || !tbs.SkipOptionalASN1(version) ||
		!tbs.SkipASN1(der.INTEGER) || // serialNumber
		!tbs.SkipASN1(der.SEQUENCE) || // signature
		!tbs.SkipASN1(der.SEQUENCE) || // issuer
		!tbs.SkipASN1(der.SEQUENCE) || // validity
		!tbs.ReadASN1(&subject, der.SEQUENCE) ||
		!tbs.SkipASN1(der.SEQUENCE) || // subjectPublicKeyInfo
		!tbs.SkipOptionalASN1(der.Tag(1).ContextSpecific()) || // issuerUniqueID
		!tbs.SkipOptionalASN1(der.Tag(2).ContextSpecific()) { // subjectUniqueID
		return out
	}
	known := len(out)
	if tbs.ReadASN1(&wrapper, der.Tag(3).ContextSpecific().Constructed()) && wrapper.ReadASN1(&extensions, der.SEQUENCE) {
		out = subjectAltNames(extensions, out)
	}
	if len(out) == known {
		return commonName(subject, out)
	}
	return out
}

// subjectAltNames appends the dNSNames of the subjectAltName extension (RFC 5280 §4.2.1.6).
func subjectAltNames(extensions cryptobyte.String, out []Name) []Name {
	var extension, value, names, name cryptobyte.String
	var id asn1.ObjectIdentifier
	var tag der.Tag
	for extensions.ReadASN1(&extension, der.SEQUENCE) && extension.ReadASN1ObjectIdentifier(&id) {
		if !id.Equal(oidSubjectAltName) {
			continue
		}
		extension.SkipOptionalASN1(der.BOOLEAN) // critical
		if !extension.ReadASN1(&value, der.OCTET_STRING) || !value.ReadASN1(&names, der.SEQUENCE) {
			return out
		}
		for n := 0; n < maxCertNames && names.ReadAnyASN1(&name, &tag); {
			if host, ok := parseHost(name, ViaCert); ok && tag == der.Tag(2).ContextSpecific() {
				out = append(out, host)
				n++
			}
		}
		return out
	}
	return out
}

// commonName appends the subject's common name, if it is a hostname of several labels:
// people's and products' names stand there too.
func commonName(subject cryptobyte.String, out []Name) []Name {
	var set, attribute, value cryptobyte.String
	var id asn1.ObjectIdentifier
	var tag der.Tag
	for subject.ReadASN1(&set, der.SET) && set.ReadASN1(&attribute, der.SEQUENCE) && attribute.ReadASN1ObjectIdentifier(&id) {
		if !id.Equal(oidCommonName) || !attribute.ReadAnyASN1(&value, &tag) {
			continue
		}
		if _, _, dotted := cutLast(value, '.'); !dotted {
			return out
		}
		if host, ok := parseHost(value, ViaCert); ok {
			return append(out, host)
		}
	}
	return out
}
