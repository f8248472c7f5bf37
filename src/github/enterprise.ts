import { GitHubError } from "./errors.ts";

/** The oldest supported release of Enterprise Server. Before it, the schema has no bots among requested reviewers. */
const OLDEST = { major: 3, minor: 11 } as const;

/** The failure of every request to a server that is too old. `release`: as the server names it. */
export function tooOld(release?: string): GitHubError {
  const named = release === undefined ? "this Enterprise Server" : `Enterprise Server ${release}`;
  const oldest = `${OLDEST.major}.${OLDEST.minor}`;
  return new GitHubError(
    "invalid_answer",
    "final",
    `GITHUB_API_URL: ${named} is older than ${oldest}, the oldest supported release. Upgrade it`,
  );
}

/** Throws tooOld where an answer names such a release: `x-github-enterprise-version: 3.10.4`. */
export function refuseOldServer(headers: Readonly<Record<string, unknown>>): void {
  const release = String(headers["x-github-enterprise-version"]);
  const [, major, minor] = /(?:^|@)(\d{1,3})\.(\d{1,3})(?:\.|$)/.exec(release) ?? [];
  if (major === undefined || minor === undefined) return;
  const difference = Number(major) - OLDEST.major || Number(minor) - OLDEST.minor;
  if (difference < 0) throw tooOld(`${major}.${minor}`);
}
