import * as z from "zod";
import { plausibleDate, plausibleWaitUntil } from "../../domain/plausible.ts";
import type { Client, RestAnswer } from "../client/client.ts";
import { GitHubError } from "../errors.ts";
import { invalid } from "../read/rest-answers.ts";

/** An account's name: GitHub's have 39 characters at most, an enterprise's 60. */
const name = z.string().max(100);

const permissions = z.record(z.string(), z.string());

const appShape = z.object({
  id: z.int().positive(),
  name,
  owner: z.object({ login: name }).nullish().catch(undefined),
});

const installationShape = z.object({
  id: z.int().positive(),
  account: z.union([z.object({ login: name }), z.object({ slug: name })]),
  repository_selection: z.enum(["all", "selected"]).catch("selected"),
  permissions: permissions.catch({}),
  suspended_at: z.iso.datetime({ offset: true }).nullish(),
});

const tokenShape = z.object({
  token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_at: z.iso.datetime({ offset: true }),
});

/** What GitHub says of the App itself. */
export type AppIdentity = z.infer<typeof appShape>;

/** Where an App is installed, and what it may do there. */
export interface Installation {
  readonly id: number;
  readonly account: string;
  readonly selection: "all" | "selected";
  readonly permissions: Readonly<Record<string, string>>;
}

/** An installation's token, and in how many milliseconds from now it ends. */
export interface Minted {
  readonly token: string;
  readonly lifetimeMs: number;
}

/**
 * The questions that only the App itself may ask. They throw GitHubError or the signal's reason; what keeps a whole owner from being read
 * is `unauthorized`, since none of its repositories is at fault.
 */
export interface Desk {
  identity(signal: AbortSignal): Promise<AppIdentity>;
  /** An owner is an organisation or a user; GitHub finds the installation of either below `/users`. */
  installationOf(owner: string, signal: AbortSignal): Promise<Installation>;
  installation(id: number, signal: AbortSignal): Promise<Installation>;
  mint(id: number, signal: AbortSignal): Promise<Minted>;
}

/** `client` asks as the App. */
export function createDesk(client: Client): Desk {
  return {
    identity: async (signal) => (await client.get("/app", signal, parse(appShape, "the App"))).data,
    installationOf: (owner, signal) =>
      named(
        async () =>
          toInstallation(
            await client.get(`/users/${encodeURIComponent(owner)}/installation`, signal, ofInstallation),
          ),
        `the GitHub App is not installed at ${owner}: install it there, for the repositories that are to be counted`,
      ),
    installation: (id, signal) =>
      named(
        async () => toInstallation(await client.get(`/app/installations/${id}`, signal, ofInstallation)),
        `the GitHub App has no installation ${id}: check GITHUB_APP_INSTALLATION_ID, or leave it out`,
      ),
    mint: (id, signal) =>
      named(
        async () => toMinted(await client.post(`/app/installations/${id}/access_tokens`, signal, ofToken)),
        `the GitHub App's installation ${id} is gone: install it again`,
      ),
  };
}

/** https://docs.github.com/en/rest/apps/apps: 404 where there is none, 403 where it may not be used. */
async function named<T>(ask: () => Promise<T>, missing: string): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const { reason, message } = error;
    if (reason === "not_found") throw new GitHubError("unauthorized", "final", missing, error);
    // What is passing has been tried often enough already: nobody asks for less, or waits once more, for a token.
    throw new GitHubError(reason === "forbidden" ? "unauthorized" : reason, "final", message, error);
  }
}

function toInstallation({ data }: RestAnswer<z.infer<typeof installationShape>>): Installation {
  const { id, account, repository_selection, permissions, suspended_at } = data;
  if (!("login" in account)) {
    const message = `the GitHub App's installation ${id} is at the enterprise ${account.slug}, which owns no repositories: set GITHUB_APP_INSTALLATION_ID to the installation at an organisation or user, or leave it out`;
    throw new GitHubError("unauthorized", "final", message);
  }
  if (typeof suspended_at === "string") {
    const message = `the GitHub App's installation at ${account.login} is suspended since ${suspended_at}: end the suspension in the settings of ${account.login}`;
    throw new GitHubError("unauthorized", "final", message);
  }
  return { id, account: account.login, selection: repository_selection, permissions };
}

/** How long one lives: https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app */
const HOUR_MS = 3_600_000;

/** By GitHub's own clock, whatever ours says. */
function toMinted({ data, headers }: RestAnswer<z.infer<typeof tokenShape>>): Minted {
  const { token, expires_at } = data;
  const date = plausibleDate(headers["date"]);
  const lifetimeMs = date === undefined ? undefined : plausibleWaitUntil(plausibleDate(expires_at), date);
  return { token, lifetimeMs: lifetimeMs !== undefined && lifetimeMs > 0 ? lifetimeMs : HOUR_MS };
}

const ofInstallation = parse(installationShape, "an App's installation");
const ofToken = parse(tokenShape, "an installation's token");

function parse<T>(schema: z.ZodType<T>, what: string): (body: unknown) => T {
  return (body) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw invalid(what, parsed.error);
    return parsed.data;
  };
}
