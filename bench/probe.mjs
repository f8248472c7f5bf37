// Runs inside the measured program (`node --import`), since only the process itself knows what it took: one line of
// JSON on file descriptor 3 when it exits. It changes nothing of what the program does.
import { subscribe } from "node:diagnostics_channel";
import { readFileSync, writeSync } from "node:fs";

const REPORT = 3;

/** Seconds of user time of all threads since the process began. */
const cpu = () => process.cpuUsage().user / 1e6;

/**
 * Bytes of the largest resident set. `resourceUsage` begins at the size of the process that forked this one
 * (https://man7.org/linux/man-pages/man2/getrusage.2.html, ru_maxrss); `VmHWM` is of this program alone.
 */
function peakBytes() {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

const isDatadog = ({ path }) => path.startsWith("/api/v2/series");
/** Asking for the time can take a millisecond, so that not every answer is timed: the figure is right to within this. */
const APART_MS = 50;
let lastAnswer = 0;
let lastAnswerAt = 0;
let lastSubmission = 0;

// https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
subscribe("undici:request:trailers", ({ request }) => {
  if (isDatadog(request) || performance.now() - lastAnswerAt < APART_MS) return;
  lastAnswer = cpu();
  lastAnswerAt = performance.now();
});
subscribe("undici:request:create", ({ request }) => {
  if (isDatadog(request)) lastSubmission = cpu();
});
process.on("exit", () => {
  const took = { userCpu: cpu(), peakBytes: peakBytes(), payloadCpu: lastSubmission - lastAnswer };
  writeSync(REPORT, `${JSON.stringify(took)}\n`);
});
