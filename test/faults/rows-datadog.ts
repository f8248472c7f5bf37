import type { Fault } from "../../sandbox/datadog/faults.ts";
import { ALL, BOTH, type Ending, type Ends, HEALED, type Part, type Row } from "./rows.ts";

type DatadogRow = Row<Fault>;

const status = (...numbers: readonly number[]): readonly Fault[] =>
  numbers.map((number) => ({ kind: "status", status: number }));
const limited = (...resets: readonly string[]): readonly Fault[] =>
  resets.map((reset) => ({ kind: "status", status: 429, headers: { "x-ratelimit-reset": reset } }));

const unanswered: Part<Fault> = { what: "no answer", wrong: [{ kind: "hang" }] };
const reset: Part<Fault> = { what: "connection reset", wrong: [{ kind: "reset-before" }] };
const passingStatus: Part<Fault> = {
  what: "408, 429, 500, 503",
  wrong: status(408, 429, 500, 503),
};
const nonsense: Part<Fault> = {
  what: "429 with a reset that no server means",
  wrong: limited("soon", "-5", "99999999", "1e20"),
};
const endless: Part<Fault> = {
  what: "429 for nearly an hour, by Datadog's header or HTTP's",
  wrong: [...limited("3500"), { kind: "status", status: 429, headers: { "retry-after": "3500" } }],
};
const unconfirmed: Part<Fault> = {
  what: "202 without a body, or with a web page",
  wrong: [{ kind: "accepted-empty" }, { kind: "accepted-html" }],
};
const refusedStatus: Part<Fault> = {
  what: "400, 403, 404",
  wrong: status(400, 403, 404),
};
const elsewhere: Part<Fault> = {
  what: "redirect to another origin",
  wrong: [{ kind: "status", status: 302, headers: { location: "https://stranger.invalid/" } }],
};
const errors: Part<Fault> = {
  what: "202 with errors",
  wrong: [{ kind: "accepted-with-errors", errors: ["quota reached"] }],
};
const lost: Part<Fault> = {
  what: "taken, and the answer lost, cut off, said to be compressed, or dripping",
  wrong: [
    { kind: "reset-after-accept" },
    { kind: "spoilt-answer", how: "cut" },
    { kind: "spoilt-answer", how: "false-gzip" },
    { kind: "spoilt-answer", how: "drip" },
  ],
};

const inflating: Part<Fault> = {
  what: "taken, and an answer that inflates to 40 MiB",
  wrong: [{ kind: "spoilt-answer", how: "inflating" }],
};

const REFUSED = ["payload_refused"];
const UNSENT: Ending = { delivered: "none", reported: REFUSED, heartbeat: null, exitCode: 1 };
const SILENT: Ending = { ...UNSENT, delivered: "all" };

/** The numbers are the first payload, what is about the run the second, the heartbeat the last. */
const refusedAt: Ends = [{ ...UNSENT, heartbeat: 0 }, { ...SILENT, heartbeat: 0 }, SILENT];
const refusedFrom: Ends = [UNSENT, SILENT, SILENT];

function passing(part: Part<Fault>, { once = 1, forGood = 23 } = {}): DatadogRow[] {
  return [
    { ...part, lasts: "once", by: BOTH, ends: HEALED, within: once },
    { ...part, lasts: "for good", by: BOTH, ends: refusedFrom, within: forGood },
  ];
}

function final(part: Part<Fault>): DatadogRow[] {
  return [
    { ...part, lasts: "once", by: BOTH, ends: refusedAt, within: 0 },
    { ...part, lasts: "for good", by: BOTH, ends: refusedFrom, within: 0 },
  ];
}

/** The exporter cannot know that it arrived, and what it sends again is the same. */
const takenFrom: Ends = [
  { ...SILENT, heartbeat: 0 },
  { ...SILENT, heartbeat: 0 },
  { ...SILENT, heartbeat: 1 },
];

/** What Datadog, or what is between, answers to a payload. */
export const payloadRows: readonly DatadogRow[] = [
  ...passing(passingStatus),
  ...passing(nonsense),
  ...passing(endless, { once: 30, forGood: 240 }),
  ...passing(unconfirmed),
  ...passing(reset),
  ...passing(unanswered),
  ...final(refusedStatus),
  ...final(elsewhere),
  ...final(errors),
  // Halves are sent; one series alone, as the heartbeat is, has none.
  { what: "413", wrong: status(413), lasts: "once", by: BOTH, ends: [ALL, ALL, SILENT], within: 0 },
  { what: "413", wrong: status(413), lasts: "for good", by: BOTH, ends: refusedFrom, within: 0 },
  { ...lost, lasts: "once", by: BOTH, ends: HEALED, within: 1 },
  { ...lost, lasts: "for good", by: BOTH, ends: takenFrom, within: 23 },
  { ...inflating, lasts: "once", by: BOTH, ends: HEALED, within: 1 },
];

const UNREAD: Ending = { ...ALL, reported: ["history_unread"] };
const unread: Ends = [UNREAD, UNREAD, UNREAD];

/** What Datadog, or what is between, answers to a query for what earlier runs said. */
export const queryRows: readonly DatadogRow[] = [
  ...[passingStatus, nonsense, unconfirmed, reset, unanswered, lost].flatMap((part): DatadogRow[] => [
    { ...part, lasts: "once", by: BOTH, ends: HEALED, within: 2 },
    { ...part, lasts: "for good", by: BOTH, ends: unread, within: 17 },
  ]),
  ...[endless, refusedStatus, elsewhere].map(
    (part): DatadogRow => ({ ...part, lasts: "for good", by: BOTH, ends: unread, within: 0 }),
  ),
];
