const UNKNOWN_NAME = /^(ENOTFOUND|EAI_)/;
const UNREACHABLE = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)/;
/** Codes of OpenSSL that Node passes on: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_UNTRUSTED/;
const OUT_OF_DATE = /CERT_(HAS_EXPIRED|NOT_YET_VALID)/;
const OTHER_NAME = /ERR_TLS_CERT_ALTNAME/;
const NO_TLS = /ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG/;

/** What to look at when a connection failed with this code of the system or of TLS; empty where it tells by itself. */
export function networkAdvice(code: string): string {
  if (UNKNOWN_NAME.test(code))
    return "; check the address and DNS, or set HTTPS_PROXY where only a proxy knows names";
  if (UNREACHABLE.test(code)) return "; check that it can be reached from here, or set HTTPS_PROXY";
  return NO_TLS.test(code) ? "; check the address: no TLS is spoken there" : certificateAdvice(code);
}

/** What to look at when it was the certificate; empty where it was not. */
export function certificateAdvice(code: string): string {
  if (UNTRUSTED.test(code)) return "; set NODE_EXTRA_CA_CERTS to the file of the authority that signed it";
  if (OUT_OF_DATE.test(code))
    return "; check how long the certificate is valid, and the clock of this machine";
  return OTHER_NAME.test(code) ? "; check the address: the certificate is for another name" : "";
}
