import type { FailureReason } from "../domain/snapshot.ts";

/** What a person can do about each reason; docs/operating.md has the whole table. */
const ADVICE: Readonly<Record<FailureReason, string>> = {
  not_found:
    "Correct the name, or give the token access: GitHub answers as if it were not there to whoever may not see it.",
  forbidden:
    "Give the token the right, authorise it for single sign-on, or have the organisation allow its kind.",
  unauthorized:
    "Replace GITHUB_TOKEN: it is wrong, expired or revoked, or belongs to another GITHUB_API_URL. Of a GitHub App, see its rows.",
  blocked: "Exclude it from GITHUB_REPOSITORIES with a ! in front.",
  moved_and_gone: "Correct the name, or give the token access to where the repository is now.",
  incomplete: "Try again.",
  too_heavy: "Try again; if it stays, set GITHUB_API=rest.",
  rate_limited: "Wait until the limit ends; give the exporter a token of its own.",
  deadline: "Try again, with a longer RUN_TIMEOUT.",
  interrupted: "Try again.",
  server_error: "Look at githubstatus.com, and try again.",
  network: "Check GITHUB_API_URL, and the way there: HTTPS_PROXY, NODE_EXTRA_CA_CERTS, REQUEST_TIMEOUT.",
  invalid_answer:
    "Look at what is between here and GitHub: a proxy's page is no answer. Check GITHUB_API_URL.",
  internal_error: "Report the defect, with this line. The exporter reads and sends the other repositories.",
};

export function reasonAdvice(reason: FailureReason): string {
  return ADVICE[reason];
}
