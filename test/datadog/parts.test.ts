import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut } from "../../src/datadog/parts.ts";
import { ask, historyOf, METRIC, openPast, valuesOf, whyOf } from "./history.ts";

/** Few characters, so that names begin alike; `😀` is two units of UTF-16. */
const name = fc
  .array(fc.constantFrom("a", "b", "-", "/", "😀"), { minLength: 1, maxLength: 5 })
  .map((all) => all.join(""));
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 20 });

function holds(filter: string, value: string): boolean {
  return filter.endsWith("*") ? value.startsWith(filter.slice(0, -1)) : value === filter;
}

describe("cut", () => {
  it.each([
    { values: ["acme/api"], filters: ["acme/api"] },
    { values: ["acme/a", "acme/ab", "acme/ac"], filters: ["acme/a", "acme/ab", "acme/ac"] },
    { values: ["acme/api", "acme/app", "acme/web"], filters: ["acme/a*", "acme/web"] },
    { values: ["acme/api", "acme/web", "beta/x", "beta/y"], filters: ["a*", "b*"] },
    { values: ["acme/api", "acme/api-docs"], filters: ["acme/api", "acme/api-docs"] },
  ])("makes $filters of $values", ({ values, filters }) => {
    expect(cut(values).map(({ filter }) => filter)).toEqual(filters);
  });

  it("puts every value into exactly one part, which holds it and no other part does", () => {
    fc.assert(
      fc.property(names, (values) => {
        const parts = cut(values);
        expect(parts.flatMap((part) => part.values).toSorted()).toEqual(values.toSorted());
        for (const part of parts)
          expect(values.filter((value) => holds(part.filter, value)).toSorted()).toEqual(
            part.values.toSorted(),
          );
      }),
    );
  });

  it("makes every part smaller, down to single values", () => {
    fc.assert(
      fc.property(names, (values) => {
        for (const part of cut(values)) {
          expect(part.values.length).toBeLessThan(Math.max(values.length, 2));
          expect(part.filter.includes("*")).toBe(part.values.length > 1);
        }
      }),
    );
  });
});

/** So many labels of a repository. */
function backlog(repositories: readonly string[], labels: number): Record<string, number> {
  const pairs = repositories.flatMap((repo) =>
    Array.from({ length: labels }, (_, index) => [`repo:acme/${repo} label:l${index}`, index + 1] as const),
  );
  return Object.fromEntries(pairs);
}

describe("a metric with more series than one answer holds", () => {
  it("is read in parts by repository, each series once", async () => {
    const past = await openPast({ maxSeries: 10 });
    const values = backlog(["api", "app", "docs", "web", "web-old"], 5);
    await past.said(60, values);
    expect(await valuesOf(ask(historyOf(past.datadog.url)))).toEqual(values);
    expect(past.queries()).toEqual([
      `max:${METRIC}{*} by {repo,label}`,
      `max:${METRIC}{*} by {repo}`,
      `max:${METRIC}{repo:acme/a*} by {repo,label}`,
      `max:${METRIC}{repo:acme/docs} by {repo,label}`,
      `max:${METRIC}{repo:acme/w*} by {repo,label}`,
    ]);
  });

  it("is cut further where a part is still too large, without asking for the names again", async () => {
    const past = await openPast({ maxSeries: 6 });
    const values = backlog(["api", "app", "web"], 5);
    await past.said(60, values);
    expect(await valuesOf(ask(historyOf(past.datadog.url), { constantTags: [] }))).toEqual(values);
    expect(past.queries().slice(2)).toEqual([
      `max:${METRIC}{repo:acme/a*} by {repo,label}`,
      `max:${METRIC}{repo:acme/api} by {repo,label}`,
      `max:${METRIC}{repo:acme/app} by {repo,label}`,
      `max:${METRIC}{repo:acme/web} by {repo,label}`,
    ]);
  });

  it("keeps to the constant tags, and is cut by owner where there are no repositories", async () => {
    const past = await openPast({ maxSeries: 2 });
    await past.said(60, {
      "owner:acme author:a team:x": 1,
      "owner:acme author:b team:x": 2,
      "owner:beta author:a team:x": 3,
      "owner:beta author:b team:y": 4,
    });
    const query = { tagKeys: ["author", "owner"], constantTags: ["team:x"] };
    expect(await valuesOf(ask(historyOf(past.datadog.url), query))).toEqual({
      "author:a owner:acme": 1,
      "author:b owner:acme": 2,
      "author:a owner:beta": 3,
    });
    expect(past.queries().at(-1)).toBe(`max:${METRIC}{team:x,owner:beta} by {author,owner}`);
  });

  it.each([
    { what: "one repository alone has too many", values: backlog(["api", "web"], 5), maxSeries: 4, asked: 3 },
    { what: "the only one has too many", values: backlog(["api"], 5), maxSeries: 4, asked: 2 },
    { what: "there are too many repositories", values: backlog(["a", "b", "c"], 1), maxSeries: 2, asked: 2 },
  ])("is not read by halves where $what", async ({ values, maxSeries, asked }) => {
    const past = await openPast({ maxSeries });
    await past.said(60, values);
    expect(await whyOf(ask(historyOf(past.datadog.url)))).toMatch(
      /^127\.0\.0\.1:\d+ answered 400: The query has \d+ series, more than the limit of \d$/,
    );
    expect(past.queries().length).toBe(asked);
  });

  it("is not read by halves where a part fails for another reason", async () => {
    const past = await openPast({ maxSeries: 6 });
    await past.said(60, backlog(["api", "app", "web"], 5));
    past.datadog.fault({ when: ({ path }) => path.includes("app"), fault: { kind: "status", status: 503 } });
    expect(await whyOf(ask(historyOf(past.datadog.url)))).toContain("answered 503");
  });

  it("gives whatever the limit is what it would give without one, or nothing", async () => {
    const labels = fc.uniqueArray(fc.constantFrom("x", "y", "z"), { minLength: 1 });
    const population = fc.dictionary(fc.stringMatching(/^[ab/-]{1,4}$/), labels, { minKeys: 1, maxKeys: 12 });
    await fc.assert(
      fc.asyncProperty(population, fc.integer({ min: 1, max: 20 }), async (all, maxSeries) => {
        const past = await openPast({ maxSeries });
        const pairs = Object.entries(all).flatMap(([repo, each]) =>
          each.map((label) => `repo:o${repo} label:${label}`),
        );
        await past.said(60, Object.fromEntries(pairs.map((tags, index) => [tags, index + 1])));
        const answer = await ask(historyOf(past.datadog.url));
        const largest = Math.max(...Object.values(all).map((each) => each.length));
        const fits = pairs.length <= maxSeries || Math.max(largest, Object.keys(all).length) <= maxSeries;
        expect(answer.kind).toBe(fits ? "read" : "unread");
        const read = answer.kind === "read" ? answer.series.map(({ tags }) => tags.join(" ")) : pairs;
        expect(read.toSorted()).toEqual(pairs.toSorted());
        await past.datadog.close();
      }),
      { numRuns: 50 },
    );
  });
});
