import { describe, expect, it } from "vitest";
import { wishDashboard } from "../../../src/datadog/setup/dashboard-wish.ts";
import { deploymentOf } from "../../../src/datadog/setup/deployment.ts";
import { wishMonitor } from "../../../src/datadog/setup/monitor-wish.ts";
import { SHIPPED_DASHBOARD, SHIPPED_MONITORS } from "../../../src/datadog/setup/templates.ts";
import type { Wishes } from "../../../src/datadog/setup/wishes.ts";
import { catalogue } from "../../../src/metrics/catalogue.ts";
import { withGrain } from "../../../src/metrics/grain.ts";
import { strangersIn } from "../../deploy/models.ts";

const PLAIN: Wishes = {
  deployment: deploymentOf("github", []),
  prefix: "github",
  rows: catalogue,
  scope: [],
  constantTags: [],
  intervalMs: 900_000,
  zeroFill: true,
  byTeam: false,
  sharded: false,
  maxSeries: 5_000,
  githubHost: "github.com",
  notify: [],
  people: [],
  tags: [],
  thresholds: new Map(),
};
const URL = "https://app.datadoghq.com/dashboard/abc";

function wish(id: string, special: Partial<Wishes> = {}): Record<string, unknown> {
  const found = wishMonitor(id, SHIPPED_MONITORS[id]!, { ...PLAIN, ...special }, URL);
  if (found.kind !== "wanted") throw new Error(`${id} is left out`);
  return found.monitor;
}

describe("a shipped monitor", () => {
  it.each(Object.keys(SHIPPED_MONITORS))("%s stays as it is for the usual settings", (id) => {
    const { tags: _, message: __, ...shipped } = SHIPPED_MONITORS[id]!;
    expect(wish(id)).toMatchObject(shipped);
    expect(wish(id)["message"]).toContain(`[Dashboard](${URL})`);
    expect(strangersIn(wish(id), "Monitor")).toEqual([]);
  });

  it("is grouped by team beside the repository, where repositories have teams", () => {
    expect(wish("backlog-too-high", { byTeam: true })["query"]).toContain(" by {repo,team} > 20");
    expect(wish("stale-share-rising", { byTeam: true })["query"]).toMatch(
      /by \{repo,team\}.* by \{repo,team\}, 10/,
    );
    expect(wish("reviewer-overloaded", { byTeam: true })["query"]).toContain(" by {reviewer} > 5");
  });

  it("is about owners where a metric has them in place of repositories", () => {
    const rows = withGrain(catalogue, () => "owner");
    const { query, message } = wish("label-piling-up", {
      rows,
      byTeam: true,
      githubHost: "ghe.acme.example",
    });
    expect(query).toContain(" by {owner} > 15");
    expect(message).toContain("https://ghe.acme.example/pulls?q=user%3A{{owner.name}}+is%3Apr+is%3Aopen");
    expect(message).not.toContain("repo.name");
  });

  it("has a heartbeat for each shard", () => {
    expect(wish("exporter-failing", { sharded: true })["query"]).toContain("{*} by {shard} < 1");
  });

  it("is about this deployment's series, by the tags that they have", () => {
    const special = { constantTags: ["team:a", "tier:1"], scope: ["tier:1"] };
    expect(wish("backlog-too-high", special)["query"]).toContain("open{tier:1} by {repo}");
    expect(wish("exporter-failing", special)["query"]).toContain("success{team:a,tier:1} < 1");
  });

  it("follows MAX_SERIES", () => {
    expect(wish("series-near-ceiling", { maxSeries: 20_000 })["options"]).toMatchObject({
      thresholds: { critical: 18_000, warning: 16_000 },
    });
  });

  it("notifies a person whose name begins like another's on their own only", () => {
    const people = [{ reviewer: "alice", handle: "@slack-alice" }];
    expect(wish("reviewer-overloaded", { people, notify: ["@all"] })["message"]).toMatch(
      /\n\n\{\{#is_exact_match "reviewer\.name" "alice"\}\}@slack-alice\{\{\/is_exact_match\}\}\n@all$/,
    );
    expect(wish("backlog-too-high", { people })["message"]).not.toContain("alice");
  });

  it("is left out where its metric is not sent", () => {
    const rows = catalogue.filter(({ name }) => name !== "pull_requests.stale");
    const found = wishMonitor(
      "stale-share-rising",
      SHIPPED_MONITORS["stale-share-rising"]!,
      { ...PLAIN, rows },
      URL,
    );
    expect(found).toEqual({ id: "stale-share-rising", kind: "left_out", missing: ["pull_requests.stale"] });
  });
});

describe("the shipped dashboard", () => {
  const queriesOf = (dashboard: object) => JSON.stringify(dashboard).match(/"query":"[^"]+\{[^"]*"/g) ?? [];

  it("has this deployment's prefix, names and tags", () => {
    const special = {
      prefix: "acme.github",
      constantTags: ["team:platform", "tier:1"],
      scope: ["team:platform"],
      intervalMs: 7_200_000,
    };
    const deployment = deploymentOf("acme.github", ["team:platform"]);
    const dashboard = wishDashboard(SHIPPED_DASHBOARD, { ...PLAIN, ...special, deployment });
    expect(dashboard["title"]).toBe("GitHub pull requests (acme.github, team:platform)");
    expect(queriesOf(dashboard).length).toBeGreaterThan(20);
    for (const query of queriesOf(dashboard)) {
      expect(query).toMatch(/:acme\.github\./);
      expect(query).not.toMatch(/:github\./);
      expect(query).toMatch(/\$team,\$tier\}/);
      expect(query).not.toContain("3600");
    }
    expect(dashboard["template_variables"]).toContainEqual({
      name: "team",
      prefix: "team",
      available_values: [],
      defaults: ["platform"],
    });
    expect(dashboard["template_variables"]).toContainEqual(
      expect.objectContaining({ name: "tier", defaults: ["*"] }),
    );
    expect(JSON.stringify(dashboard)).toContain('tag:\\"exporter_deployment:acme.github/');
    expect(strangersIn(dashboard, "Dashboard")).toEqual([]);
  });

  it("is about owners where a metric has them in place of repositories", () => {
    const rows = withGrain(catalogue, (name) => (name.endsWith("by_label") ? "owner" : "repo"));
    const dashboard = wishDashboard(SHIPPED_DASHBOARD, { ...PLAIN, rows });
    const [labels, others] = [true, false].map((wanted) =>
      queriesOf(dashboard).filter((query) => query.includes("by_label") === wanted),
    );
    expect(labels?.length).toBeGreaterThan(0);
    for (const query of labels ?? []) expect(query).not.toContain("repo");
    expect(labels?.join()).toContain("$owner");
    expect(others?.join()).not.toContain("owner");
    expect(dashboard["template_variables"]).toContainEqual(expect.objectContaining({ name: "owner" }));
  });

  it("has as few changes as can be for the usual settings", () => {
    expect(queriesOf(wishDashboard(SHIPPED_DASHBOARD, PLAIN))).toEqual(queriesOf(SHIPPED_DASHBOARD));
  });
});

describe("deployments", () => {
  it.each([
    ["github", [], "github", ""],
    ["acme.github", [], "acme.github", " (acme.github)"],
  ])("%s with %j is %s", (prefix, tags, id, suffix) => {
    expect(deploymentOf(prefix, tags)).toEqual({ id, suffix });
  });

  it("with other tags or capitals are others, in what a tag keeps", () => {
    const ids = [
      deploymentOf("github", ["team:a"]),
      deploymentOf("github", ["team:b"]),
      deploymentOf("GitHub", []),
      deploymentOf("github", []),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9./]+$/);
  });
});
