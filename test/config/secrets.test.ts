import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { secretsIn } from "../../src/config/secrets.ts";

describe("the secrets of an environment", () => {
  it("are those under either spelling, and the passwords of proxies, whatever else is wrong", () => {
    const env = {
      GITHUB_TOKEN: " ghp_one ",
      DD_API_KEY: "api-key-one",
      DATADOG_API_KEY: "api-key-two",
      DD_APP_KEY: "",
      HTTPS_PROXY: "http://me:pass%2Fword@proxy.example.com",
      HTTP_PROXY: "ftp://me:secret@nowhere",
      GITHUB_REPOSITORIES: "nonsense",
    };
    expect([...secretsIn(env)].sort()).toEqual([
      "api-key-one",
      "api-key-two",
      "ghp_one",
      "pass%2Fword",
      "pass/word",
    ]);
    expect(secretsIn({})).toEqual([]);
  });

  it("are no part of a variable's name, which a message must be able to name", () => {
    expect(secretsIn({ GITHUB_TOKEN: "github", DD_API_KEY: "dd_api_key" })).toEqual([]);
  });

  it("are of an App's key each of its lines too, before any setting is known", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const pem = String(privateKey.export({ type: "pkcs1", format: "pem" }));
    const secrets = secretsIn({ GITHUB_APP_PRIVATE_KEY: Buffer.from(pem).toString("base64") });
    const lines = pem.split("\n").filter((line) => line.length >= 32 && !line.startsWith("-----"));
    expect(lines.length).toBeGreaterThan(10);
    expect(secrets).toEqual(expect.arrayContaining(lines));
    expect(secretsIn({ GITHUB_APP_PRIVATE_KEY: pem })).toContain(pem.trim());
  });
});
