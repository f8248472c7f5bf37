import { expect, it } from "vitest";
import { networkAdvice } from "../../src/domain/network.ts";

it.each([
  ["ENOTFOUND", "DNS"],
  ["EAI_AGAIN", "DNS"],
  ["ECONNREFUSED", "can be reached"],
  ["ETIMEDOUT", "can be reached"],
  ["UND_ERR_CONNECT_TIMEOUT", "can be reached"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "NODE_EXTRA_CA_CERTS"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "NODE_EXTRA_CA_CERTS"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "NODE_EXTRA_CA_CERTS"],
  ["CERT_HAS_EXPIRED", "clock"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "another name"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "no TLS"],
])("says for %s what to look at", (code, expected) => {
  expect(networkAdvice(code)).toMatch(new RegExp(`^; .*${expected}`));
});

it.each(["ECONNRESET", "UND_ERR_SOCKET", ""])("adds nothing to %j", (code) => {
  expect(networkAdvice(code)).toBe("");
});
