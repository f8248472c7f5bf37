import { isByOwner } from "../../metrics/grain.ts";
import { deploymentTag, MANAGED, readDescription } from "./deployment.ts";
import { isList, isObject, type Json, type JsonObject, mapTexts, textAt } from "./json.ts";
import { rowOf } from "./monitor-wish.ts";
import { withOwners, withPrefix, withScope } from "./query-edit.ts";
import type { Wishes } from "./wishes.ts";

/** Seconds that a bar stands for in the shipped dashboard; fewer than one run in each would leave gaps. */
const SHIPPED_BUCKET = 3_600;
const ROLLUP = /\.rollup\((\w+), 3600\)/g;

const OWNER = { name: "owner", prefix: "owner", available_values: [], defaults: ["*"] };

/** Adapts the shipped dashboard: the prefix, the names of this deployment, and a variable for each of its tags. */
export function wishDashboard(shipped: JsonObject, wishes: Wishes): JsonObject {
  const { prefix, constantTags, deployment, githubHost, intervalMs } = wishes;
  const bucket = Math.max(SHIPPED_BUCKET, Math.ceil(intervalMs / 1000));
  const constant = constantTags.map((tag) => variableFor(tag, wishes.scope.includes(tag)));
  const filters = constant.map(({ name }) => `$${name}`);
  const variables = wishes.rows.some(isByOwner) ? [OWNER, ...constant] : constant;
  const isSummed = (metric: string) => {
    const row = rowOf(metric, wishes);
    return row !== undefined && isByOwner(row);
  };
  const adapt = (text: string) =>
    withOwners(scopeQuery(withPrefix(text, prefix), prefix, filters), isSummed)
      .replaceAll(ROLLUP, (_, by: string) => `.rollup(${by}, ${bucket})`)
      .replaceAll(`tag:"${MANAGED}"`, () => `tag:"${deploymentTag(deployment)}"`)
      .replaceAll("https://github.com/", () => `https://${githubHost}/`);
  const known = shipped["template_variables"];
  return {
    ...shipped,
    title: `${textAt(shipped, "title")}${deployment.suffix}`,
    description: readDescription(shipped)?.text ?? textAt(shipped, "description"),
    widgets: mapTexts(shipped["widgets"] ?? [], adapt),
    template_variables: [
      ...(isList(known) ? known.filter((one) => !isNamed(one, variables)) : []),
      ...variables,
    ],
  };
}

/** A variable that shows this deployment's value at first, where all have it; a name has letters, digits, `_` and `-`. */
function variableFor(tag: string, common: boolean) {
  const key = tag.split(":", 1)[0] ?? "";
  const value = tag.slice(key.length + 1);
  return {
    name: key.replaceAll(/[^\w-]/g, "_"),
    prefix: key,
    available_values: [],
    defaults: [common ? value : "*"],
  };
}

function isNamed(variable: Json, others: readonly { readonly name: string }[]): boolean {
  return isObject(variable) && others.some(({ name }) => name === textAt(variable, "name"));
}

/** Only what names one of our metrics is a query. */
function scopeQuery(text: string, prefix: string, filters: readonly string[]): string {
  return text.includes(`${prefix}.`) ? withScope(text, () => filters) : text;
}
