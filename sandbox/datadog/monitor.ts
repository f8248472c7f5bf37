import type { Archive } from "./archive.ts";
import { type Rules, readMonitor } from "./monitor-definition.ts";
import { nextStatus, type Status } from "./monitor-status.ts";
import { createValuer } from "./monitor-value.ts";

/** A group whose status changed. */
export interface Change {
  /** Seconds since 1970. */
  readonly at: number;
  /** Its tags, joined by commas; `*` for a simple alert. */
  readonly group: string;
  /** Undefined: it was not known. */
  readonly from?: Status;
  /** Undefined: it was forgotten. */
  readonly to?: Status;
  readonly notified: boolean;
}

/** A monitor and what it knows of its groups. */
export interface Monitor {
  readonly rules: Rules;
  /** Evaluates it at an instant, in order of time; gives what changed, sorted by group. Seconds since 1970. */
  evaluate(archive: Archive, at: number): readonly Change[];
  /** The status of every group that it knows. */
  statuses(): ReadonlyMap<string, Status>;
}

interface Group {
  readonly seenAt: number;
  status?: Status;
  /** When an evaluation first found nothing; undefined while there is data. */
  silentSince?: number | undefined;
}

/** Seconds until a group without data is dropped: https://docs.datadoghq.com/monitors/configuration/#group-retention-time */
const retention = 86_400;

/** Makes a monitor from its JSON. Throws for what is not understood. */
export function createMonitor(json: unknown): Monitor {
  const rules = readMonitor(json);
  const valuesAt = createValuer(rules.query);
  const groups = new Map<string, Group>();
  return {
    rules,
    evaluate(archive, at) {
      const values = valuesAt(archive, at);
      for (const name of values.keys()) if (!groups.has(name)) groups.set(name, { seenAt: at });
      return [...groups]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([name, group]) => {
          const from = group.status;
          const kept = step(group, values.get(name), at, rules);
          if (!kept) groups.delete(name);
          const to = kept ? group.status : undefined;
          return from === to ? [] : [changeOf(name, from, to, at, rules)];
        });
    },
    statuses: () =>
      new Map([...groups].flatMap(([name, { status }]) => (status === undefined ? [] : [[name, status]]))),
  };
}

/** Moves a group on; false where it is to be forgotten. */
function step(group: Group, value: number | undefined, at: number, rules: Rules): boolean {
  if (value !== undefined) {
    group.silentSince = undefined;
    if (at - group.seenAt >= rules.newGroupDelay) group.status = nextStatus(group.status, value, rules);
    return true;
  }
  group.silentSince ??= at;
  const silence = at - group.silentSince;
  if (rules.query.by.length > 0 && silence >= retention) return false;
  const { becomes, after } = rules.missing;
  if (group.status === undefined || becomes === "keep" || silence < after) return true;
  group.status = becomes === "resolve" ? "OK" : "No Data";
  return true;
}

/** Alerts, warnings and recoveries are told; no data only where asked for; that a group was dropped, never. */
function changeOf(
  group: string,
  from: Status | undefined,
  to: Status | undefined,
  at: number,
  rules: Rules,
): Change {
  const told =
    to === "No Data" ? rules.missing.notify : to !== undefined && !(to === "OK" && from === undefined);
  return { at, group, ...(from && { from }), ...(to && { to }), notified: told };
}
