import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { exporterSeries, heartbeat } from "../../src/metrics/exporter.ts";
import type { RunFacts } from "../../src/metrics/run-rows.ts";
import { valuesOf } from "./builders.ts";

const options = { rows: catalogue, prefix: "github", constantTags: ["env:test"] };
const facts: Omit<RunFacts, "success"> = {
  duration: 2.5,
  repositoriesRead: 7,
  failures: [],
  series: { submitted: 40, dropped: 0, zeroed: 0 },
  quotas: [],
  tokenExpiresIn: 3_600,
};

function tell(changes: Partial<Omit<RunFacts, "success">>, metric: string): Record<string, number> {
  return valuesOf(exporterSeries({ ...facts, ...changes }, options), `github.exporter.${metric}`);
}

describe("exporterSeries", () => {
  it("tells how long the run took, in seconds", () => {
    expect(exporterSeries({ duration: 2.5 }, options)).toEqual([
      { metric: "github.exporter.run.duration", tags: ["env:test"], value: 2.5, unit: "second" },
    ]);
  });

  it("counts repositories that were read and that failed, 0 included", () => {
    expect(tell({}, "repositories")).toEqual({ "env:test,status:read": 7, "env:test,status:failed": 0 });
  });

  it("names each repository that failed and why, and owners that could not be listed", () => {
    const failures = [
      { repository: "Acme/API", reason: "not_found" },
      { repository: "acme/*", reason: "rate_limited" },
    ] as const;
    expect(tell({ failures }, "repository.failed")).toEqual({
      "env:test,reason:not_found,repo:acme/api": 1,
      "env:test,reason:rate_limited,repo:acme/": 1,
    });
    expect(tell({ failures }, "repositories")).toMatchObject({ "env:test,status:failed": 2 });
  });

  it("sends one series where two that failed have one name to Datadog", () => {
    const failures = [
      { repository: "acme/a_b", reason: "network" },
      { repository: "acme/a__b", reason: "network" },
    ] as const;
    const failed = exporterSeries({ failures }, options).filter(({ metric }) =>
      metric.endsWith("repository.failed"),
    );
    expect(failed.map(({ value }) => value)).toEqual([2]);
  });

  it("counts series by what became of them, always all three", () => {
    expect(tell({}, "series")).toEqual({
      "env:test,status:submitted": 40,
      "env:test,status:dropped": 0,
      "env:test,status:zeroed": 0,
    });
  });

  it("tells only what is known of GitHub's limits", () => {
    const quotas = [
      { resource: "graphql", limit: 5_000, remaining: 0, used: 105 },
      { resource: "core", used: 3 },
    ] as const;
    expect(tell({ quotas }, "github.quota")).toEqual({
      "env:test,kind:limit,resource:graphql": 5_000,
      "env:test,kind:remaining,resource:graphql": 0,
      "env:test,kind:used,resource:graphql": 105,
      "env:test,kind:used,resource:core": 3,
    });
  });

  it("tells when the token expires only where that is known", () => {
    const { tokenExpiresIn, ...rest } = facts;
    expect(tell({}, "github.token.expires_in")).toEqual({ "env:test": tokenExpiresIn });
    const names = exporterSeries(rest, options).map(({ metric }) => metric);
    expect(names).not.toContain("github.exporter.github.token.expires_in");
  });

  it("leaves out what is not enabled, and the heartbeat always", () => {
    const rows = catalogue.filter(
      ({ name }) => name === "exporter.series" || name === "exporter.run.success",
    );
    const names = exporterSeries(facts, { ...options, rows }).map(({ metric }) => metric);
    expect(new Set(names)).toEqual(new Set(["github.exporter.series"]));
  });
});

describe("heartbeat", () => {
  it.each([
    { success: true, value: 1 },
    { success: false, value: 0 },
  ])("is $value when the success of a run is $success", ({ success, value }) => {
    expect(heartbeat(success, { prefix: "acme", constantTags: ["env:test"] })).toEqual([
      { metric: "acme.exporter.run.success", tags: ["env:test"], value, unit: "item" },
    ]);
  });
});
