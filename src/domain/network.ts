const UNKNOWN_NAME = /^(ENOTFOUND|EAI_)/;
const UNREACHABLE = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)/;
/** Codes of OpenSSL that Node passes on: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_UNTRUSTED/;

/** What to look at when a connection failed with this code of the system or of TLS; empty where it tells by itself. */
export function networkAdvice(code: string): string {
  if (UNKNOWN_NAME.test(code))
    return "; check the address and DNS, or set HTTPS_PROXY where only a proxy knows names";
  if (UNREACHABLE.test(code)) return "; check that it can be reached from here, or set HTTPS_PROXY";
  return UNTRUSTED.test(code) ? "; set NODE_EXTRA_CA_CERTS to the file of the authority that signed it" : "";
}
