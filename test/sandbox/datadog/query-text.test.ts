import { expect, test } from "vitest";
import { parseQuery } from "../../../sandbox/datadog/query-text.ts";

test.each([
  ["max:github.open{*}", ["repo:acme/api"], []],
  ["max:github.open{*} by {repo}", [], ["repo"]],
  ["max:github.open{repo:acme/api} by {repo,label}", ["repo:acme/api", "label:bug"], ["repo", "label"]],
  ["max:github.open{REPO:Acme/API} by {Repo}", ["repo:acme/api"], ["repo"]],
  ["max:github.open{repo:acme/a*}", ["repo:acme/api"], []],
  ["max:github.open{repo:acme/api*}", ["repo:acme/api"], []],
  ["max:github.open{repo:acme/a*,production}", ["production", "repo:acme/api"], []],
  ["max:github.open{label:привет}", ["label:привет"], []],
])("%s holds %j", (text, tags, by) => {
  expect(parseQuery(text)?.holds(tags)).toBe(true);
  expect(parseQuery(text)?.by).toEqual(by);
});

test.each([
  ["max:github.open{repo:acme/ap}", ["repo:acme/api"]],
  ["max:github.open{repo:acme/b*}", ["repo:acme/api"]],
  ["max:github.open{repo:acme/api,team:a}", ["repo:acme/api", "team:b"]],
  ["max:github.open{production}", ["env:production"]],
])("%s does not hold %j", (text, tags) => {
  expect(parseQuery(text)?.holds(tags)).toBe(false);
});

test.each([
  "",
  "github.open{*}",
  "avg:github.open{*}",
  "max:github.open",
  "max:github.open{}",
  "max:github.open{*}by {repo}",
  "max:github.open{*} by {}",
  "max:github.open{*} by {repo,}",
  "max:github.open{*} by {*}",
  "max:github.open{repo:a b}",
  "max:github.open{repo:*/api}",
  "max:github.open{!repo:acme/api}",
  "max:github.open{repo:a AND repo:b}",
  "max:github.open{*,repo:a}",
  "max:github.open{*}.rollup(max, 60)",
  "max:github.open{*} + max:github.open{*}",
  "max:git-hub.open{*}",
])("%s is no query that is understood", (text) => {
  expect(parseQuery(text)).toBeUndefined();
});
