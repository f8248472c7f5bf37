import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createOldest } from "../../src/metrics/oldest.ts";
import { pullRequest, snapshot } from "./builders.ts";

const BOTH = { author: true, reviewState: true };

describe("the oldest pull requests", () => {
  it("are those of all repositories, in whatever order they come, drafts aside", () => {
    const ages = fc.array(
      fc.array(fc.record({ createdAt: fc.nat(50), draft: fc.boolean() }), { maxLength: 6 }),
    );
    fc.assert(
      fc.property(ages, fc.integer({ min: 1, max: 8 }), (repositories, most) => {
        const oldest = createOldest(most, BOTH);
        const all = repositories.map((pulls, index) =>
          snapshot(
            pulls.map((pull, number) => pullRequest({ ...pull, number })),
            { repository: `acme/r${String(index).padStart(2, "0")}` },
          ),
        );
        for (const one of all.toReversed()) oldest.add(one);
        const expected = all
          .flatMap(({ repository, pullRequests }) => pullRequests.map((pull) => ({ ...pull, repository })))
          .filter(({ draft }) => !draft)
          .sort((one, other) => one.createdAt - other.createdAt)
          .slice(0, most);
        expect(oldest.list().map(({ repository, number }) => `${repository}#${number}`)).toEqual(
          expected.map(({ repository, number }) => `${repository}#${number}`),
        );
      }),
    );
  });

  it("say nothing that was not read", () => {
    const pulls = [pullRequest({ number: 7, createdAt: 5, reviewState: "approved" })];
    const listOf = (reads: typeof BOTH, unknown: readonly "reviewState"[] = []) => {
      const oldest = createOldest(3, reads);
      oldest.add(snapshot(pulls, { unknown: new Set(unknown) }));
      return oldest.list()[0];
    };
    expect(listOf(BOTH)).toMatchObject({
      number: 7,
      author: pulls[0]?.author.login,
      reviewState: "approved",
    });
    expect(listOf({ author: false, reviewState: false })).toMatchObject({
      author: undefined,
      reviewState: undefined,
    });
    expect(listOf(BOTH, ["reviewState"])).toMatchObject({ reviewState: undefined });
  });
});
