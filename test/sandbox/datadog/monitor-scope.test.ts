import { expect, test } from "vitest";
import { parseScope } from "../../../sandbox/datadog/monitor-scope.ts";

test.each([
  ["*", ["repo:a"], true],
  ["repo:acme/api", ["repo:acme/api", "label:bug"], true],
  ["REPO:Acme/API", ["repo:acme/api"], true],
  ["repo:acme/ap", ["repo:acme/api"], false],
  ["repo:a,team:b", ["repo:a", "team:b"], true],
  ["repo:a,team:b", ["repo:a"], false],
  ["!reviewer:none", ["reviewer:ann"], true],
  ["!reviewer:none", ["reviewer:none"], false],
  ["!reviewer:none", ["label:bug"], true],
  ["!reviewer:none, !reviewer:*_bot", ["reviewer:renovate_bot"], false],
  ["!reviewer:none,!reviewer:*_bot", ["reviewer:bot_ann"], true],
  ["repo:acme/*", ["repo:acme/api"], true],
  ["repo:acme/*", ["repo:other/acme"], false],
  ["repo:*pay*", ["repo:acme/pay-api"], true],
  ["repo:*", ["repo:acme/api"], true],
  ["repo:*", ["label:bug"], false],
  ["production", ["production"], true],
  ["production", ["env:production"], false],
  ["repo:a OR repo:b", ["repo:b"], true],
  ["repo:a and not label:bug", ["repo:a", "label:ui"], true],
  ["repo:a AND NOT label:bug", ["repo:a", "label:bug"], false],
  ["label IN (bug, ui)", ["label:ui"], true],
  ["label NOT IN (bug,ui)", ["label:ui"], false],
  ["team:x AND (repo:a OR repo:b)", ["team:x", "repo:b"], true],
  ["team:x AND (repo:a OR repo:b)", ["team:y", "repo:b"], false],
  ["repo:a OR repo:b AND team:x", ["repo:a"], true],
])("%s of %j is %s", (text, tags, holds) => {
  expect(parseScope(text)(tags)).toBe(holds);
});

test.each([
  "",
  "repo:",
  "repo:a*b",
  "repo:a b",
  "repo:a,",
  "!repo:a AND repo:b",
  "repo:a AND",
  "(repo:a",
  "label IN bug",
  "label IN (bug",
  "repo:a repo:b",
  "$repo",
])("%s is refused", (text) => {
  expect(() => parseScope(text)).toThrow(SyntaxError);
});
