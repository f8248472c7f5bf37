import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { edgeCases, edgeTokens } from "../../sandbox/edge-cases.ts";
import type { Population } from "../../sandbox/population.ts";
import { pullRequest, user } from "../../sandbox/records.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { hostileTown, MARKUP } from "../support/hostile.ts";
import { events, openHouse, type Variables } from "../support/house.ts";
import { tablesOf } from "../support/page.ts";
import { APIS, isAbout, smallTown, townOf } from "../support/town.ts";

const ALL = { GITHUB_REPOSITORIES: "acme/*,other/*", DD_API_KEY: undefined };

interface Point {
  readonly metric: string;
  readonly tags: readonly string[];
  readonly value: number;
}

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), "page-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** The page and the series of one plan. */
async function planPage(population: Population, env: Variables = {}, ...argv: readonly string[]) {
  const house = await openHouse({ population });
  const file = join(directory(), "report.html");
  const outcome = await house.run({ ...ALL, ...env }, "plan", "--json", "--html", file, ...argv);
  const page = existsSync(file) ? readFileSync(file, "utf8") : "";
  const plan = JSON.parse(outcome.stdout || "{}");
  return {
    house,
    outcome,
    page,
    plan,
    series: (plan.series ?? []) as readonly Point[],
    tables: tablesOf(page),
  };
}

const count = new Intl.NumberFormat("en-US");
const days = (seconds: number) => `${count.format(Math.floor(seconds / 86_400))} d`;

/** By the values of a tag, summed over everything else. */
function sums(series: readonly Point[], metric: string, key: string): Record<string, string> {
  const found: Record<string, number> = {};
  for (const { tags, value } of series.filter((one) => one.metric === `github.${metric}`)) {
    const name = tags.find((tag) => tag.startsWith(`${key}:`))?.slice(key.length + 1) ?? "";
    found[name] = (found[name] ?? 0) + value;
  }
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, count.format(value)]));
}

it("shows no secret, whoever repeats it, and whatever HTML makes of its characters", async () => {
  const token = "github'pat\"canary&0123456789";
  const house = await openHouse({ population: smallTown([tokenRecord(token)]) });
  const body = { message: `you sent ${token}` };
  house.github.fault({ when: isAbout("beta"), fault: { kind: "status", status: 403, body } });
  const file = join(directory(), "report.html");
  const env = { ...ALL, GITHUB_API: "rest", GITHUB_TOKEN: token };
  await house.run(env, "plan", "--html", file);
  const failures = tablesOf(readFileSync(file, "utf8")).get("failures") ?? [];
  expect(failures).toEqual([["acme/beta", "forbidden", expect.stringContaining("you sent ***")]]);
  expect(failures.join()).not.toContain(token);
});

describe.each(APIS)("by %s, the page of a plan", (api) => {
  it("has the numbers of the series", async () => {
    const { tables, series, outcome } = await planPage(hostileTown(), {
      GITHUB_API: api,
      METRICS: "+pull_requests.open.by_age",
      LABELS: "!bug",
    });
    expect(outcome.exitCode).toBe(0);
    const shown = (id: string) =>
      Object.fromEntries((tables.get(id) ?? []).map(([name, value]) => [name, value]));
    for (const [id, metric, key] of [
      ["by-repository", "open", "repo"],
      ["by-author", "open.by_author", "author"],
      ["by-label", "open.by_label", "label"],
      ["by-reviewer", "open.by_reviewer", "reviewer"],
      ["by-reviewer-team", "open.by_reviewer_team", "reviewer_team"],
    ] as const) {
      expect(shown(id)).toEqual(sums(series, `pull_requests.${metric}`, key));
    }
    expect(Object.values(shown("by-label"))).not.toEqual([]);
    const ages = Object.values(shown("by-age"));
    const measured = sums(series, "pull_requests.open.by_age", "age");
    const classes = ["lt_1d", "1d_3d", "3d_7d", "7d_14d", "14d_30d", "gt_30d"];
    expect(ages).toEqual(classes.map((name) => measured[name] ?? "0"));
    const oldest = series.filter(({ metric }) => metric === "github.pull_requests.age.max");
    for (const { tags, value } of oldest) {
      const row = tables.get("by-repository")?.find(([name]) => tags.includes(`repo:${name}`));
      expect(row?.[2]).toBe(days(value));
    }
    expect(tables.get("oldest")?.[0]?.[1]).toBe(days(Math.max(...oldest.map(({ value }) => value))));
  });

  it("spends nothing more at GitHub", async () => {
    const plain = await openHouse({ population: smallTown() });
    await plain.run({ ...ALL, GITHUB_API: api }, "plan");
    const { house } = await planPage(smallTown(), { GITHUB_API: api });
    expect(house.github.log.length).toBe(plain.github.log.length);
    expect(house.github.points).toBe(plain.github.points);
  });
});

describe("the page of a plan", () => {
  it("tells states of review, people's and bots' apart, and which pull requests are oldest, drafts aside", async () => {
    const { tables, series, page } = await planPage(hostileTown());
    const open = sums(series, "pull_requests.open.by_review_state", "review_state");
    const states = Object.fromEntries(
      (tables.get("by-review-state") ?? []).map(([name, all]) => [name?.replaceAll(" ", "_"), all]),
    );
    expect(states).toEqual(open);
    for (const [, all, people, bots] of tables.get("by-review-state") ?? [])
      expect(Number(people) + Number(bots)).toBe(Number(all));
    const numbers = tables.get("oldest")?.map(([name]) => name);
    expect(numbers?.[0]).toBe("acme/alpha#1");
    expect(numbers).not.toContain("acme/alpha#2");
    expect(page).not.toContain('acme/alpha/pull/2"');
  });

  it("shows what a run that reads less can know, and nothing else", async () => {
    const { tables } = await planPage(smallTown(), { METRICS: "pull_requests.open.by_label" });
    expect([...tables.keys()].filter((id) => /^by-|oldest/.test(id))).toEqual(["by-repository", "by-label"]);
    const { tables: issues } = await planPage(smallTown(), { METRICS: "issues.open" });
    expect(issues.get("by-repository")?.length).toBe(4);
    expect(issues.has("by-author")).toBe(false);
  });

  it("names what failed, and shows no number of it", async () => {
    const { tables, outcome, page } = await planPage(smallTown(), {
      GITHUB_REPOSITORIES: "acme/*,acme/gone",
    });
    expect(tables.get("failures")).toEqual([
      ["acme/gone", "not_found", expect.stringContaining("acme/gone")],
    ]);
    expect(tables.get("by-repository")?.map(([name]) => name)).not.toContain("acme/gone");
    expect(page).toContain("<dd>4 of 5</dd>");
    expect(outcome.exitCode).toBe(0);
  });

  it("has no number at all where nothing could be read", async () => {
    const { tables, outcome, page } = await planPage(smallTown(), { GITHUB_REPOSITORIES: "acme/gone" });
    expect(outcome.exitCode).toBe(1);
    expect(tables.get("failures")).toHaveLength(1);
    expect(tables.get("by-repository")).toEqual([]);
    expect(page).not.toContain("<dt>open pull requests</dt>");
  });

  it("says of a breakdown how many repositories are not in it", async () => {
    const now = Date.now();
    const { page, series } = await planPage(edgeCases(now), {
      GITHUB_REPOSITORIES: "acme/*",
      GITHUB_TOKEN: edgeTokens(now).withoutReviewStateInOne.token,
    });
    const states = series.filter(({ metric }) => metric === "github.pull_requests.open.by_review_state");
    expect(states.some(({ tags }) => tags.includes("repo:acme/states"))).toBe(false);
    expect(page).toMatch(/id="by-review-state".*?Without 1 repository, where GitHub did not tell/s);
  });

  it("is the same, repository by repository, where series are sums for owners", async () => {
    const { tables } = await planPage(hostileTown(), { GRAIN: "owner" });
    const { tables: plain } = await planPage(hostileTown());
    expect(tables.get("by-author")).toEqual(plain.get("by-author"));
  });

  it("takes nothing that somebody wrote for markup", async () => {
    const { page, tables } = await planPage(hostileTown());
    expect(page).not.toContain("<img");
    expect(tables.get("oldest")?.[0]?.[2]).toBe(MARKUP.replace("\u202e", "\\u202e"));
  });

  it("lets nothing run but its own script, and asks for nothing", async () => {
    const { page } = await planPage(hostileTown());
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const hash = (tag: string) => {
      const found = [...page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))];
      expect(found).toHaveLength(1);
      return createHash("sha256")
        .update(found[0]?.[1] ?? "")
        .digest("base64");
    };
    expect(policy.replaceAll("&#39;", "'")).toBe(
      `default-src 'none'; script-src 'sha256-${hash("script")}'; style-src 'sha256-${hash("style")}'; base-uri 'none'; form-action 'none'`,
    );
    const markup = page.replace(/<(script|style)>.*?<\/\1>/gs, "").replace("<!doctype html>", "");
    const tags = [...markup.matchAll(/<\/?\w+((?: [\w-]+(?:="[^"]*")?)*)>/g)];
    expect(tags).toHaveLength(markup.split("<").length - 1);
    const attributes = tags.flatMap(([, text = ""]) =>
      [...text.matchAll(/ ([\w-]+)(?:="[^"]*")?/g)].map(([, name]) => name),
    );
    expect(attributes.filter((name = "") => /^(?:src|srcset|style|action|on\w+)$/.test(name))).toEqual([]);
  });

  it.each([
    { argv: [], web: (api: string) => api },
    { argv: ["--github-host", "github.com"], web: () => "https://github.com" },
  ])("links to GitHub alone ($argv)", async ({ argv, web }) => {
    const { page, house } = await planPage(hostileTown(), {}, ...argv);
    const links = [...page.matchAll(/href="([^#"][^"]*)"/g)].map(([, href = ""]) => href);
    expect(links).toContain(`${web(house.github.url)}/acme/alpha/pull/1`);
    for (const link of links)
      expect(link.slice(web(house.github.url).length)).toMatch(/^\/[\w.-]+\/[\w.-]+\/(?:pull\/\d+|pulls)$/);
  });

  it("carries the licences of what draws its plots", async () => {
    const { page } = await planPage(smallTown());
    for (const name of ["Chart.js", "@kurkle/color"])
      expect(page).toMatch(new RegExp(`/\\*!\\s+\\* ${name}.*?MIT License`, "s"));
  });

  it("says how many rows a table has beyond those that are shown, and shows the greatest", async () => {
    const authors = Array.from({ length: 503 }, (_, index) =>
      pullRequest(index + 1, Date.now() - 60_000, { author: user(index < 9 ? "alice" : `dev-${index}`) }),
    );
    const { page, tables } = await planPage(townOf({ "acme/alpha": { pullRequests: authors } }));
    expect(tables.get("by-author")).toHaveLength(495);
    const more = [
      ...authors,
      ...authors.map((one) => ({ ...one, number: one.number + 503, author: user(`more-${one.number}`) })),
    ];
    const { page: long, tables: cut } = await planPage(townOf({ "acme/alpha": { pullRequests: more } }));
    expect(page).not.toContain("Sorting is among those shown");
    expect(cut.get("by-author")).toHaveLength(500);
    expect(cut.get("by-author")?.[0]).toEqual(["alice", "9"]);
    expect(long).toContain(`And ${495 + 503 - 500} more, which`);
  });

  it("is told of in the log, and leaves stdout to the plan", async () => {
    const { outcome, plan } = await planPage(smallTown());
    expect(events(outcome, "page_written")).toHaveLength(1);
    expect(plan.repositories.selected).toBe(4);
  });
});

describe("the file of the page", () => {
  it("replaces the one that is there, and nothing is beside it", async () => {
    const house = await openHouse({ population: smallTown() });
    const folder = directory();
    const file = join(folder, "report.html");
    writeFileSync(file, "old");
    await house.run(ALL, "plan", "--html", file);
    expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>/);
    expect(readdirSync(folder)).toEqual(["report.html"]);
  });

  it.each([
    { what: "a folder that is not there", path: "missing/report.html", why: "there is no directory " },
    { what: "a folder", path: "folder", why: "it is a directory" },
    { what: "a folder to come", path: "report.html/", why: "that is the name of no file" },
    { what: "a file taken for a folder", path: "file/report.html", why: "ENOTDIR" },
  ])("that cannot be written ($what) is a fault before anything is read", async ({ path, why }) => {
    const house = await openHouse({ population: smallTown() });
    const folder = directory();
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "file"), "");
    const outcome = await house.run(ALL, "plan", "--html", join(folder, path));
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toMatch(/^--html: .*(?:report\.html\/?|folder) cannot be written: /);
    expect(outcome.stderr).toContain(`cannot be written: ${why}`);
    expect(house.github.log).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(["file", "folder"]);
  });

  it("has a name", async () => {
    const house = await openHouse({ population: smallTown() });
    const outcome = await house.run(ALL, "plan", "--html", "");
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toContain("cannot be written: that is the name of no file");
    expect(house.github.log).toEqual([]);
  });

  it("is no device, pipe or socket: it would be replaced for everybody", async () => {
    const house = await openHouse({ population: smallTown() });
    const socket = join(directory(), "socket");
    const server = createServer().listen(socket);
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const outcome = await house.run(ALL, "plan", "--html", socket);
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toContain("cannot be written: it is a device, a pipe or a socket, not a file");
    expect(house.github.log).toEqual([]);
    expect(lstatSync(socket).isSocket()).toBe(true);
  });

  it("is the one that a link leads to, and the link stays", async () => {
    const house = await openHouse({ population: smallTown() });
    const folder = directory();
    const [file, link] = [join(directory(), "report.html"), join(folder, "link.html")];
    writeFileSync(file, "old");
    symlinkSync(file, link);
    await house.run(ALL, "plan", "--html", link);
    expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>/);
    expect(readlinkSync(link)).toBe(file);
    expect(readdirSync(folder)).toEqual(["link.html"]);
  });

  it("stays as it was where there is nothing to plan", async () => {
    const house = await openHouse({ population: smallTown() });
    const folder = directory();
    writeFileSync(join(folder, "report.html"), "old");
    const env = { ...ALL, GITHUB_REPOSITORIES: "acme/nothing-*" };
    const { exitCode } = await house.run(env, "plan", "--html", join(folder, "report.html"));
    expect(exitCode).toBe(2);
    expect(readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["old"]);
  });

  it("that became a folder meanwhile is told of beside the plan", async () => {
    const house = await openHouse({ population: smallTown() });
    const folder = directory();
    const file = join(folder, "report.html");
    house.github.fault({ fault: { kind: "slow", ms: 300 } });
    const running = house.run(ALL, "plan", "--html", file);
    await expect.poll(() => house.github.log.length).toBeGreaterThan(0);
    mkdirSync(join(file, "full"), { recursive: true });
    const outcome = await running;
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stdout).toContain("github.pull_requests.open");
    expect(outcome.stderr).toContain("report.html cannot be written: ");
    expect(readdirSync(folder)).toEqual(["report.html"]);
  });

  it("wants a host where links lead", async () => {
    const house = await openHouse({ population: smallTown() });
    const outcome = await house.run(
      ALL,
      "plan",
      "--html",
      join(directory(), "a.html"),
      "--github-host",
      "a b",
    );
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toMatch(/^--github-host is "?'?a b.*which is no host name/);
    expect(house.github.log).toEqual([]);
  });
});
