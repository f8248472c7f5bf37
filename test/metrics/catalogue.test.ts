import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { issueRows } from "../../src/metrics/issue-rows.ts";
import { pullRequestRows } from "../../src/metrics/pull-request-rows.ts";
import { fieldsOf, rowsWithout, selectRows, wantedBy } from "../../src/metrics/select.ts";

const names = catalogue.map(({ name }) => name);

function rowsNamed(...wanted: readonly string[]) {
  return catalogue.filter(({ name }) => wanted.includes(name));
}

describe("the catalogue", () => {
  it("has each name once, of characters that Datadog leaves as they are", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-z0-9_.]*$/.test(name))).toEqual([]);
  });

  it.each(catalogue)("says of $name what it is, in one sentence", ({ description }) => {
    expect(description).toMatch(/^[A-Z0-9][^\n|]*\.$/);
    expect(description.match(/[.!?] [A-Z]/)).toBeNull();
  });

  it.each([...pullRequestRows, ...issueRows])(
    "begins the tags of $name with the repository, and has each once",
    ({ tags }) => {
      expect(tags[0]).toBe("repo");
      expect(new Set(tags).size).toBe(tags.length);
    },
  );

  it("sends metrics for every repository by repository alone", () => {
    const always = [...pullRequestRows, ...issueRows].filter((row) => row.zero === "always");
    expect(always.map(({ name, tags }) => ({ name, tags }))).toEqual([
      { name: "pull_requests.open", tags: ["repo"] },
      { name: "pull_requests.age.max", tags: ["repo"] },
      { name: "issues.open", tags: ["repo"] },
      { name: "issues.age.max", tags: ["repo"] },
    ]);
  });

  it("sends zeros where something is open by repository alone", () => {
    const zeros = [...pullRequestRows, ...issueRows].filter((row) => row.zero !== "never");
    expect(zeros.map(({ tags }) => tags)).toEqual(zeros.map(() => ["repo"]));
  });

  it("sends by default no more than what a bill can bear", () => {
    expect(pullRequestRows.filter((row) => !row.byDefault).map(({ name }) => name)).toEqual([
      "pull_requests.open.combined",
      "pull_requests.open.by_age",
      "pull_requests.open.by_checks",
      "pull_requests.age.p50",
      "pull_requests.age.p90",
      "pull_requests.age.sum",
      "pull_requests.idle.max",
      "datadog.custom.github.pr.count",
      "pull_requests.detail",
      "pull_requests.detail.age",
    ]);
    expect(issueRows.filter((row) => row.byDefault)).toEqual([]);
  });

  it("lets metrics give way in the documented order, and the totals and the run's own never", () => {
    const giving = [...pullRequestRows, ...issueRows].filter(({ dropRank }) => dropRank !== "never");
    const inOrder = giving.toSorted((one, other) => Number(one.dropRank) - Number(other.dropRank));
    expect(inOrder.map(({ name }) => name)).toEqual([
      "datadog.custom.github.pr.count",
      "pull_requests.detail",
      "pull_requests.detail.age",
      "pull_requests.open.combined",
      "issues.open.by_author",
      "issues.open.by_label",
      "issues.open.by_assignee",
      "pull_requests.open.by_checks",
      "pull_requests.open.by_age",
      "pull_requests.age.max.by_review_state",
      "pull_requests.open.by_author",
      "pull_requests.open.by_label",
      "pull_requests.open.by_reviewer_team",
      "pull_requests.open.by_reviewer",
      "pull_requests.open.by_review_state",
      "pull_requests.age.p50",
      "pull_requests.age.p90",
      "pull_requests.age.sum",
      "pull_requests.idle.max",
      "pull_requests.stale",
      "issues.stale",
    ]);
    expect(catalogue.filter(({ dropRank }) => dropRank === "never").map(({ name }) => name)).toEqual([
      "pull_requests.open",
      "pull_requests.age.max",
      "issues.open",
      "issues.age.max",
      ...names.filter((name) => name.startsWith("exporter.")),
    ]);
  });
});

describe("selectRows", () => {
  it("takes what is asked for, in the catalogue's order, with the heartbeat", () => {
    const rows = selectRows((name) => name.startsWith("pull_requests.age.max"));
    expect(rows.map(({ name }) => name)).toEqual([
      "pull_requests.age.max",
      "pull_requests.age.max.by_review_state",
      "exporter.run.success",
    ]);
  });

  it("says of each metric whether it is on by default", () => {
    expect(selectRows((_, byDefault) => byDefault)).toEqual(catalogue.filter((row) => row.byDefault));
    expect(selectRows(() => true)).toEqual(catalogue);
  });
});

describe("fieldsOf", () => {
  it.each([
    { name: "pull_requests.open", fields: [] },
    { name: "pull_requests.open.by_author", fields: ["author"] },
    { name: "pull_requests.open.by_label", fields: ["labels"] },
    { name: "pull_requests.open.by_reviewer", fields: ["reviewers"] },
    { name: "pull_requests.open.by_reviewer_team", fields: ["teams"] },
    { name: "pull_requests.open.by_review_state", fields: ["author", "reviewState"] },
    { name: "pull_requests.open.by_age", fields: ["createdAt"] },
    { name: "pull_requests.open.by_checks", fields: ["checks"] },
    {
      name: "pull_requests.open.combined",
      fields: ["author", "draft", "everyRequest", "labels", "reviewers", "teams"],
    },
    { name: "pull_requests.age.max", fields: ["createdAt", "draft"] },
    { name: "pull_requests.age.p50", fields: ["createdAt", "draft"] },
    { name: "pull_requests.age.p90", fields: ["createdAt", "draft"] },
    { name: "pull_requests.age.sum", fields: ["createdAt", "draft"] },
    { name: "pull_requests.idle.max", fields: ["draft", "updatedAt"] },
    {
      name: "pull_requests.detail",
      fields: ["author", "draft", "everyRequest", "labels", "reviewers", "teams"],
    },
    { name: "pull_requests.detail.age", fields: ["author", "createdAt", "draft"] },
    { name: "pull_requests.age.max.by_review_state", fields: ["createdAt", "reviewState"] },
    { name: "pull_requests.stale", fields: ["draft", "updatedAt"] },
    { name: "issues.open", fields: ["issues"] },
    { name: "issues.open.by_author", fields: ["author", "issues"] },
    { name: "issues.open.by_label", fields: ["issues", "labels"] },
    { name: "issues.open.by_assignee", fields: ["assignees", "issues"] },
    { name: "issues.age.max", fields: ["createdAt", "issues"] },
    { name: "issues.stale", fields: ["issues", "updatedAt"] },
    { name: "exporter.repositories", fields: [] },
  ])("gives $fields for $name", ({ name, fields }) => {
    expect([...fieldsOf(rowsNamed(name))].sort()).toEqual(fields);
  });

  it("gives each field once for several metrics", () => {
    const rows = rowsNamed("pull_requests.age.max", "pull_requests.stale");
    expect([...fieldsOf(rows)].sort()).toEqual(["createdAt", "draft", "updatedAt"]);
  });
});

describe("rowsWithout", () => {
  it("leaves out the metrics that need a field, by their tags or their value", () => {
    const left = rowsWithout(catalogue, new Set(["reviewState"]));
    expect(catalogue.filter((row) => !left.includes(row)).map(({ name }) => name)).toEqual([
      "pull_requests.open.by_review_state",
      "pull_requests.age.max.by_review_state",
    ]);
  });

  it("leaves all where no field is missing", () => {
    expect(rowsWithout(catalogue, new Set())).toEqual(catalogue);
  });
});

describe("wantedBy", () => {
  it.each([
    ["pull requests alone", ["pull_requests.stale"], { pullRequests: ["updatedAt", "draft"] }],
    ["issues alone", ["issues.open.by_label"], { issues: ["issues", "labels"] }],
    ["both", ["pull_requests.open", "issues.open"], { pullRequests: [], issues: ["issues"] }],
    [
      "nothing but the run: that the pull requests can be read",
      ["exporter.repositories"],
      { pullRequests: [] },
    ],
  ])("is for metrics of %s what they need", (_, metrics, lists) => {
    const wanted = Object.entries(wantedBy(rowsNamed(...metrics, "exporter.run.success")));
    expect(Object.fromEntries(wanted.map(([list, fields]) => [list, [...fields]]))).toEqual(lists);
  });
});
