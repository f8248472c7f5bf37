import { sign } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { startGitHub } from "../../../sandbox/github/server.ts";
import { populationOf, repo } from "../../github/harness.ts";
import { APP_KEY_OBJECT, appRecord, installation } from "../../support/app.ts";

const NOW = Date.UTC(2026, 0, 15, 12);
const SECONDS = NOW / 1000;

function webToken(claims: object, header: object = { alg: "RS256", typ: "JWT" }): string {
  const content = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${content}.${sign("RSA-SHA256", Buffer.from(content), APP_KEY_OBJECT).toString("base64url")}`;
}

const good = { iat: SECONDS - 60, exp: SECONDS + 540, iss: "4242" };

async function open(seconds = { now: 0 }) {
  const apps = [appRecord(installation(7, "acme", { repositories: ["acme/given"] }))];
  const secret = { private: true };
  const repositories = [
    repo(1, "given", secret),
    repo(2, "kept", secret),
    repo(3, "open", 1),
    repo(4, "other/x", secret),
  ];
  const now = () => NOW + seconds.now * 1000;
  const github = await startGitHub({ population: populationOf(repositories, { apps }), now });
  onTestFinished(() => github.close());
  const ask = async (path: string, authorization: string, method = "GET") => {
    const headers = { authorization, "user-agent": "test", "x-github-api-version": "2022-11-28" };
    const response = await fetch(`${github.url}${path}`, { method, headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { github, ask, seconds };
}

describe("a JSON web token", () => {
  it("of the App's key, by id or client id, is who it says", async () => {
    const { ask } = await open();
    expect(await ask("/app", `bearer ${webToken(good)}`)).toMatchObject({ status: 200, body: { id: 4242 } });
    const client = webToken({ ...good, iss: "Iv23liSandboxApp0001" });
    expect((await ask("/app", `bearer ${client}`)).status).toBe(200);
  });

  it.each([
    ["is refused as a token", `token ${webToken(good)}`, 401, "Bad credentials"],
    ["of another algorithm", `bearer ${webToken(good, { alg: "none" })}`, 401, "could not be decoded"],
    [
      "with a changed claim",
      `bearer ${webToken(good).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ ...good, exp: SECONDS + 500 })).toString("base64url")}.`)}`,
      401,
      "could not be decoded",
    ],
    [
      "of an App that is not there",
      `bearer ${webToken({ ...good, iss: "1" })}`,
      404,
      "Integration not found",
    ],
    ["that was issued in the future", `bearer ${webToken({ ...good, iat: SECONDS + 1 })}`, 401, "('iat')"],
    ["that is over", `bearer ${webToken({ ...good, exp: SECONDS })}`, 401, "future time"],
    ["that is valid for too long", `bearer ${webToken({ ...good, exp: SECONDS + 601 })}`, 401, "too far"],
  ])("%s", async (_, authorization, status, message) => {
    const { ask } = await open();
    const answer = await ask("/app", authorization);
    expect(answer.status).toBe(status);
    expect(answer.body["message"]).toContain(message);
  });

  it("is needed to ask as the App, and good for nothing else", async () => {
    const { ask, github } = await open();
    for (const path of ["/app", "/app/installations", "/users/acme/installation"]) {
      expect((await ask(path, "token sandbox-full-access")).status).toBe(401);
    }
    expect((await ask("/repos/acme/open", `bearer ${webToken(good)}`)).status).toBe(401);
    expect(github.problems).toHaveLength(1);
  });
});

describe("an installation", () => {
  const jwt = `bearer ${webToken(good)}`;

  it("is found by its account, of either kind where GitHub does", async () => {
    const { ask } = await open();
    for (const path of ["/users/acme/installation", "/orgs/ACME/installation", "/app/installations/7"]) {
      expect(await ask(path, jwt)).toMatchObject({
        status: 200,
        body: { id: 7, account: { login: "acme" } },
      });
    }
    expect((await ask("/users/other/installation", jwt)).status).toBe(404);
    expect((await ask("/app/installations/8", jwt)).status).toBe(404);
    expect((await ask("/app/installations", jwt)).body).toMatchObject([{ id: 7 }]);
  });

  it("gets a token that sees what it was given and what is public, until its time is over", async () => {
    const { ask, seconds } = await open();
    const minted = await ask("/app/installations/7/access_tokens", jwt, "POST");
    expect(minted).toMatchObject({ status: 201, body: { expires_at: "2026-01-15T13:00:00Z" } });
    const token = `token ${minted.body["token"]}`;
    const status = async (name: string) => (await ask(`/repos/${name}`, token)).status;
    expect(await status("acme/given")).toBe(200);
    expect(await status("acme/open")).toBe(200);
    expect(await status("acme/kept")).toBe(404);
    expect(await status("other/x")).toBe(404);
    const granted = await ask("/installation/repositories?per_page=100", token);
    expect(granted.body).toMatchObject({ total_count: 1, repositories: [{ full_name: "acme/given" }] });
    expect((await ask("/user", token)).status).toBe(403);
    seconds.now = 3_599;
    expect(await status("acme/given")).toBe(200);
    seconds.now = 3_600;
    expect(await status("acme/given")).toBe(401);
  });

  it("has tokens that share its limits", async () => {
    const { ask, github } = await open();
    const mint = async () =>
      `token ${(await ask("/app/installations/7/access_tokens", jwt, "POST")).body["token"]}`;
    const [one, other] = [await mint(), await mint()];
    await ask("/repos/acme/open", one);
    const limits = await ask("/rate_limit", other);
    expect(limits.body).toMatchObject({ resources: { core: { used: 1 } } });
    expect(github.problems).toEqual([]);
  });
});
