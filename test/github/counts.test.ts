import { describe, expect, it } from "vitest";
import { isRecord } from "../../sandbox/github/call.ts";
import { BOTH, endings, foundNames, open, populationOf, repo } from "./harness.ts";

const HEAVY = "Resource limits for this query exceeded.";
const WRONG = "Something went wrong while executing your query. This may be the result of a timeout.";

/** The answer with `r1` hidden since its issues may not be counted, and with one more error. */
function hidden(error: Readonly<Record<string, unknown>>) {
  return (body: unknown): unknown => {
    if (!isRecord(body) || !isRecord(body["data"])) return body;
    const refused = {
      type: "FORBIDDEN",
      path: ["r1", "issues"],
      message: "Resource not accessible by integration",
    };
    return { data: { ...body["data"], r1: null }, errors: [error, refused] };
  };
}

const errors = [
  ["without a path", { type: "RESOURCE_LIMITS_EXCEEDED", message: HEAVY }],
  ["at the name", { type: "RESOURCE_LIMITS_EXCEEDED", path: ["r1"], message: HEAVY }],
  ["at its pull requests, without a type", { path: ["r1", "pullRequests"], message: WRONG }],
  ["at another name", { type: "RESOURCE_LIMITS_EXCEEDED", path: ["r0"], message: HEAVY }],
] as const;

describe("names whose issues are hidden in a query that is also too heavy", () => {
  it.each(errors)("have one outcome each (error %s)", async (_, error) => {
    const here = populationOf([repo(1, "a", 1), repo(2, "b", 2), repo(3, "c", 3)]);
    const { github, read } = await open(here);
    github.fault({ times: 1, fault: { kind: "altered", alter: hidden(error) } });
    const outcome = await read({ wanted: BOTH });
    expect(foundNames(outcome)).toEqual(["acme/a", "acme/b", "acme/c"]);
    expect(endings(outcome)).toEqual({ "acme/a": 1, "acme/b": 2, "acme/c": 3 });
  });

  it.each(errors)(
    "have one outcome each among 100, while every query says so (error %s)",
    async (_, error) => {
      const here = populationOf(Array.from({ length: 100 }, (_, i) => repo(i + 1, `r${i}`, 1)));
      const { github, read } = await open(here);
      const when = ({ query }: { query: string }) => query.includes("issues(states:OPEN){totalCount}");
      github.fault({ when, fault: { kind: "altered", alter: hidden(error) } });
      const outcome = await read({ wanted: BOTH });
      expect(foundNames(outcome)).toHaveLength(100);
      expect(Object.keys(endings(outcome))).toHaveLength(100);
    },
  );
});
