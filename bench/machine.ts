import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

/** What the figures were taken on, in one sentence. `load`: of the minute before the bench began. */
export function describeMachine(nodes: readonly string[], load: number): string {
  const cores = availableParallelism();
  const [model] = cpus();
  const day = new Date().toISOString().slice(0, 10);
  const parts = [
    `${cores} cores${model?.model ? ` (${model.model.trim()})` : ""}`,
    `${Math.round(totalmem() / 1e9)} GB`,
    process.platform,
    `Node ${nodes.map((node) => node.replace(/^v/, "")).join(" and ")}`,
    `load ${load.toFixed(1)} before it began`,
  ];
  return `Measured on ${day}: ${parts.join(", ")}.`;
}

/** How many processes wanted to run in the last minute, on average: well above 0 the figures are not only ours. */
export function load(): number {
  return loadavg()[0] ?? 0;
}
