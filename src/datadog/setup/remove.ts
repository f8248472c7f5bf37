import { byAge } from "./age.ts";
import type { Answer } from "./answers.ts";
import { isOf, monitorId } from "./deployment.ts";
import { type JsonObject, textAt } from "./json.ts";
import { isDashboardOf } from "./kinds.ts";
import { idOf, type Remote, type Shelf } from "./remote.ts";
import { type Piece, tell } from "./report.ts";
import type { Wishes } from "./wishes.ts";

export interface RemoveOptions {
  readonly remote: Remote;
  readonly wishes: Pick<Wishes, "deployment">;
  readonly dryRun: boolean;
}

/**
 * Removes what `setup` made for a deployment, and nothing else: not what somebody copied from it. The objective goes first, since
 * Datadog keeps a monitor that one is about. Never throws.
 */
export async function removeAll({ remote, wishes, dryRun }: RemoveOptions): Promise<readonly Piece[]> {
  const { deployment } = wishes;
  const reports: Piece[] = [];
  const clear = async (
    shelf: Shelf,
    kind: string,
    { isOwn, nameOf }: { isOwn: (one: JsonObject) => boolean; nameOf: (one: JsonObject) => string },
  ) => {
    const listed = await shelf.list();
    if (listed.kind !== "answered") return void reports.push(tell(kind, "refused", listed.reason));
    const seen = new Set<string>();
    for (const piece of listed.body.filter(isOwn).sort(byAge)) {
      const name = nameOf(piece);
      if (seen.has(name)) {
        reports.push(tell(`${kind} ${idOf(piece)}`, "left alone", `a copy that somebody made of ${name}`));
        continue;
      }
      seen.add(name);
      const answer: Answer<unknown> = dryRun
        ? { kind: "answered", body: {} }
        : await shelf.remove(idOf(piece));
      reports.push(
        answer.kind === "refused"
          ? tell(name, "refused", answer.reason)
          : tell(name, "removed", textAt(piece, "name") || textAt(piece, "title")),
      );
    }
  };
  const tagged = (one: JsonObject) => isOf(deployment, one);
  await clear(remote.slos, "slo", { isOwn: tagged, nameOf: () => "slo" });
  await clear(remote.monitors, "monitor", {
    isOwn: (one) => tagged(one) && monitorId(one) !== undefined,
    nameOf: (one) => `monitor ${monitorId(one)}`,
  });
  await clear(remote.dashboards, "dashboard", {
    isOwn: (one) => isDashboardOf(deployment, one),
    nameOf: () => "dashboard",
  });
  return reports;
}
