import type { Fault } from "../../sandbox/github/types.ts";
import { START } from "../support/clock.ts";
import {
  final,
  type GitHubRow,
  harmless,
  heavy,
  INVALID,
  limit,
  passing,
  status,
  tooLong,
} from "./github-rows.ts";
import { ALL, BOTH, type Ending, HEALED, lostFrom } from "./rows.ts";
import { answerRows } from "./rows-answers.ts";

/** Takes the place of an address that no request may reach. */
export const STRANGER = "http://stranger.invalid/";

const SHRUNK: Ending = { ...ALL, reported: ["partial_access"], heartbeat: 0 };

const secondary = (retryAfter?: number): readonly Fault[] =>
  ([403, 429] as const).map((number) => ({
    kind: "secondary-limit",
    status: number,
    ...(retryAfter !== undefined && { retryAfter }),
  }));

const at = (seconds: number) => new Date(START + seconds * 1_000).toUTCString();

const endlessRetryAfter: readonly Fault[] = ["1e20", "100000000000000000000", "soon"].map((after) => ({
  kind: "status",
  status: 403,
  headers: { "retry-after": after },
  body: { message: "You have exceeded a secondary rate limit." },
}));

const statusRows: readonly GitHubRow[] = [
  ...final({ what: "400, 409, 422", wrong: status(400, 409, 422) }, "invalid_answer"),
  { what: "401", wrong: status(401), lasts: "once", by: BOTH, ends: lostFrom("unauthorized"), within: 0 },
  ...final({ what: "403", wrong: status(403) }, "forbidden"),
  ...final({ what: "404, 410", wrong: status(404, 410) }, "not_found"),
  ...final({ what: "451", wrong: status(451) }, "blocked"),
  ...passing({ what: "408, 500, 503", wrong: status(408, 500, 503) }, "server_error"),
  ...heavy({ what: "502, 504", wrong: status(502, 504) }, "server_error"),
];

const limitRows: readonly GitHubRow[] = [
  ...limit({ what: "429 that says nothing", wrong: status(429) }, 60),
  ...limit({ what: "secondary limit, 403 or 429, without retry-after", wrong: secondary() }, 60),
  ...limit({ what: "secondary limit, 403 or 429, 30 s", wrong: secondary(30) }, 30),
  ...limit({ what: "secondary limit, 200", wrong: [{ kind: "secondary-limit", status: 200 }] }, 60, [
    "graphql",
  ]),
  ...limit(
    { what: "secondary limit, 200, 30 s", wrong: [{ kind: "secondary-limit", status: 200, retryAfter: 30 }] },
    30,
    ["graphql"],
  ),
  tooLong({ what: "secondary limit beyond the deadline", wrong: secondary(3_000) }),
  ...limit({ what: "primary limit, 60 s", wrong: [{ kind: "primary-limit", resetInSeconds: 60 }] }, 61),
  tooLong({
    what: "primary limit beyond the deadline",
    wrong: [{ kind: "primary-limit", resetInSeconds: 3_000 }],
  }),
  harmless({
    what: "nothing left of the primary limit until a time that no server means",
    wrong: ["1764600000000000", "1e308", "-1"].map((reset) => ({
      kind: "headers",
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
    })),
  }),
  ...limit(
    {
      what: "403 with a retry-after as a date, in 30 s",
      wrong: [{ kind: "status", status: 403, headers: { "retry-after": at(30) } }],
    },
    30,
  ),
  ...limit({ what: "secondary limit with a retry-after that no server means", wrong: endlessRetryAfter }, 60),
];

const connectionRows: readonly GitHubRow[] = [
  ...passing(
    {
      what: "connection reset before or after the request is looked at",
      wrong: [{ kind: "reset-before" }, { kind: "reset-after" }],
    },
    "network",
  ),
  ...heavy(
    {
      what: "body cut off, with a length or in chunks",
      wrong: [{ kind: "cut-body" }, { kind: "truncated-chunked" }],
    },
    "network",
  ),
  ...heavy({ what: "no answer", wrong: [{ kind: "hang" }] }, "network"),
  // A 304, which the last request by REST is answered with, has no body that could be spoilt.
  ...heavy({ what: "body that drips", wrong: [{ kind: "drip" }] }, "network", ALL),
  {
    what: "body that inflates to 40 MiB",
    wrong: [{ kind: "inflating", mebibytes: 40 }],
    lasts: "once",
    by: BOTH,
    ends: HEALED,
    within: 2,
  },
  ...heavy({ what: "body said to be compressed", wrong: [{ kind: "false-gzip" }] }, "network", ALL),
];

const elsewhereRows: readonly GitHubRow[] = [
  ...final(
    {
      what: "redirect to another origin",
      wrong: ([301, 302, 307] as const).map((code) => ({ kind: "redirect", to: STRANGER, status: code })),
    },
    INVALID,
  ),
  {
    what: "redirects without end",
    wrong: [{ kind: "redirect", to: "/graphql", status: 307 }],
    lasts: "for good",
    by: ["graphql"],
    ends: lostFrom(INVALID),
    within: 0,
  },
  {
    what: "redirects without end",
    wrong: [{ kind: "redirect", to: "/user", status: 307 }],
    lasts: "for good",
    by: ["rest"],
    ends: lostFrom(INVALID),
    within: 0,
  },
  {
    what: "partial results for want of SSO",
    wrong: [{ kind: "sso-partial" }],
    lasts: "once",
    by: BOTH,
    ends: [SHRUNK, SHRUNK, SHRUNK],
    within: 0,
  },
  harmless({
    what: "a clock an hour ahead or behind",
    wrong: [
      { kind: "clock-skew", seconds: 3_600 },
      { kind: "clock-skew", seconds: -3_600 },
    ],
  }),
];

/** What GitHub, or what is between, answers. */
export const githubRows: readonly GitHubRow[] = [
  ...statusRows,
  ...limitRows,
  ...connectionRows,
  ...answerRows,
  ...elsewhereRows,
];
