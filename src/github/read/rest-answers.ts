import * as z from "zod";
import type { Issue } from "../../domain/issue.ts";
import { plausibleDate } from "../../domain/plausible.ts";
import type { OptionalField, PullRequest } from "../../domain/pull-request.ts";
import type { Complete } from "../../domain/snapshot.ts";
import { accountFromRest } from "../accounts.ts";
import { GitHubError } from "../errors.ts";

/** An instant that something on GitHub can have happened at, in whole seconds since 1970. */
export const seconds = z.iso
  .datetime({ offset: true })
  .refine((text) => plausibleDate(text) !== undefined, "no plausible date")
  .transform((text) => Math.floor(Date.parse(text) / 1000));
const user = z.object({ login: z.string().min(1), type: z.string() });

/** The fields we use of https://docs.github.com/en/rest/pulls/pulls#list-pull-requests and no more. */
const pullRequests = z.array(
  z.object({
    number: z.int().positive(),
    state: z.literal("open"),
    draft: z.boolean().default(false),
    created_at: seconds,
    updated_at: seconds,
    user: user.nullable(),
    labels: z.array(z.object({ name: z.string() })),
    requested_reviewers: z.array(user.nullable()),
    requested_teams: z.array(z.object({ slug: z.string().min(1) })),
  }),
);

/** The same of https://docs.github.com/en/rest/issues/issues#list-repository-issues: pull requests are among them. */
const issues = z.array(
  z.object({
    number: z.int().positive(),
    state: z.literal("open"),
    created_at: seconds,
    updated_at: seconds,
    user: user.nullable(),
    labels: z.array(z.union([z.string(), z.object({ name: z.string() })])),
    assignees: z.array(user),
    pull_request: z.looseObject({}).optional(),
  }),
);

/** Old Enterprise Servers leave topics out; of another kind of owner nobody knows whether it has custom properties. */
const remarks = {
  topics: z.array(z.string()).optional(),
  owner: z
    .object({ type: z.enum(["User", "Organization"]) })
    .optional()
    .catch(undefined),
};

const repositories = z.array(
  z.object({
    id: z.int(),
    full_name: z.string().regex(/^[^/]+\/[^/]+$/),
    archived: z.boolean().default(false),
    fork: z.boolean().default(false),
    disabled: z.boolean().default(false),
    // Since February 2026; a server without it has no such switch.
    has_pull_requests: z.boolean().default(true),
    ...remarks,
    open_issues_count: z.int().nonnegative(),
  }),
);

export type ListedRepository = z.infer<typeof repositories>[number];

/** Open pull requests of one page. Throws GitHubError when the body is not what GitHub documents. */
export function parsePullRequests(data: unknown): PullRequest[] {
  const parsed = pullRequests.safeParse(data);
  if (!parsed.success) throw invalid("a page of pull requests", parsed.error);
  return parsed.data.map(fromRest);
}

/** An entry of a list of issues: one of them, or a pull request, which is only told apart. */
export interface ListedIssue {
  readonly number: number;
  readonly issue: Issue | undefined;
}

/** Open issues and pull requests of one page. Throws GitHubError when the body is not what GitHub documents. */
export function parseIssues(data: unknown): ListedIssue[] {
  const parsed = issues.safeParse(data);
  if (!parsed.success) throw invalid("a page of issues", parsed.error);
  return parsed.data.map((entry) => ({
    number: entry.number,
    issue: entry.pull_request === undefined ? issueFromRest(entry) : undefined,
  }));
}

/** Repositories of one page of an owner's listing. Throws GitHubError. */
export function parseRepositories(data: unknown): ListedRepository[] {
  const parsed = repositories.safeParse(data);
  if (!parsed.success) throw invalid("a page of repositories", parsed.error);
  return parsed.data;
}

const repository = z.object({
  full_name: z.string(),
  open_issues_count: z.int().nonnegative(),
  has_issues: z.boolean().default(true),
  has_pull_requests: z.boolean().default(true),
  ...remarks,
});

/** One repository: its current name, and what is open in it, issues and pull requests together. Throws GitHubError. */
export function parseRepository(data: unknown): z.infer<typeof repository> {
  const parsed = repository.safeParse(data);
  if (!parsed.success) throw invalid("a repository", parsed.error);
  return parsed.data;
}

/** The login of a user, such as the one a token belongs to. Throws GitHubError. */
export function parseLogin(data: unknown): string {
  const parsed = z.object({ login: z.string() }).safeParse(data);
  if (!parsed.success) throw invalid("a user", parsed.error);
  return parsed.data.login;
}

/** What kind of owner an account is: `User`, `Organization` or one that GitHub adds. Throws GitHubError. */
export function parseOwnerType(data: unknown): string {
  const parsed = z.object({ type: z.string() }).safeParse(data);
  if (!parsed.success) throw invalid("an account", parsed.error);
  return parsed.data.type;
}

/**
 * REST knows neither review decisions nor merge queues, and checks only by a request for each pull request. Public reports disagree on
 * whether it lists bots that were asked for a review, and to some tokens it lists no team (docs/decisions/0030).
 */
export const UNKNOWN_TO_REST: ReadonlySet<OptionalField> = new Set(["reviewState", "checks", "everyRequest"]);

/**
 * The values of tags that REST may leave out, as Datadog stores them: bots that were asked, and so `none`, and `other`, which may stand for
 * bots; all teams until `seesTeams`, since the token may not be allowed to read members.
 */
export function hiddenByRest(seesTeams: () => boolean): NonNullable<Complete["hidden"]> {
  return new Map<string, (value: string) => boolean>([
    ["reviewer", (value) => HIDDEN_REVIEWER.test(value)],
    ["reviewer_team", () => !seesTeams()],
  ]);
}

/** Logins of GitHub's type Bot end in `[bot]`, but for Copilot's (accounts.ts). */
const HIDDEN_REVIEWER = /_bot$|^(copilot|none|other)$/;

/** What REST does not know is left at a value that nobody may read. */
function fromRest(entry: z.infer<typeof pullRequests>[number]): PullRequest {
  const reviewers = entry.requested_reviewers.filter((reviewer) => reviewer !== null);
  return {
    number: entry.number,
    createdAt: entry.created_at,
    updatedAt: entry.updated_at,
    draft: entry.draft,
    author: accountFromRest(entry.user),
    labels: entry.labels.map((label) => label.name),
    reviewers: reviewers.map((reviewer) => accountFromRest(reviewer).login),
    teams: entry.requested_teams.map((team) => team.slug),
    unnamedReviewers: entry.requested_reviewers.length - reviewers.length,
    reviewState: entry.draft ? "draft" : "no_review_required",
    checks: "none",
  };
}

function issueFromRest(entry: z.infer<typeof issues>[number]): Issue {
  const assignees = entry.assignees.filter(({ type }) => type === "User").map(accountFromRest);
  return {
    number: entry.number,
    createdAt: entry.created_at,
    updatedAt: entry.updated_at,
    author: accountFromRest(entry.user),
    labels: entry.labels.map((label) => (typeof label === "string" ? label : label.name)),
    assignees: assignees.filter(({ bot }) => !bot).map(({ login }) => login),
  };
}

export function invalid(what: string, error: z.ZodError): GitHubError {
  const issue = error.issues[0];
  const where = issue === undefined ? "" : ` at ${issue.path.join(".")}: ${issue.message}`;
  return new GitHubError(
    "invalid_answer",
    "transient",
    `GitHub sent ${what} that is not as documented${where}`,
  );
}
