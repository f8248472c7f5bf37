import { orAborted } from "../../domain/abort.ts";
import { boundAnswer } from "../../domain/answer-size.ts";
import { GitHubError } from "../errors.ts";

/** Redirects followed before giving up; GitHub needs one, for a renamed repository. */
const MOST_REDIRECTS = 3;

/**
 * Wraps fetch so that a redirect is followed on the origin it started from only: the credentials in the headers
 * are meant for no other. Throws GitHubError for any other redirect. The size of answers is bounded.
 */
export function createTransport(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const start = new URL(input instanceof Request ? input.url : input);
    let url = start;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const response = await fetch(url, { ...init, redirect: "manual" });
      const target = redirectTarget(response, url);
      if (target === undefined) return boundAnswer(response);
      await response.body?.cancel();
      if (target.origin !== start.origin) throw refuse(`to ${target.origin}, where the token must not go`);
      url = target;
    }
    throw refuse(`more than ${MOST_REDIRECTS} times`);
  };
}

function refuse(where: string): GitHubError {
  return new GitHubError("invalid_answer", "final", `GitHub redirected ${where}. Check GITHUB_API_URL`);
}

/**
 * The id that an answer's address is about, as after the redirect of a renamed repository: an owner can be called
 * `repositories` too. `apiUrl` is spelled as the operator did, the address as fetch does.
 */
export function repositoryIdIn(url: string, apiUrl: string): string | undefined {
  const base = new URL(apiUrl).href.replace(/\/$/, "");
  const path = url.startsWith(base) ? url.slice(base.length) : "";
  return /^\/repositories\/(\d+)(?=[/?]|$)/.exec(path)?.[1];
}

function redirectTarget(response: Response, base: URL): URL | undefined {
  const location = response.headers.get("location");
  const redirects = [301, 302, 307, 308].includes(response.status);
  return redirects && location !== null ? new URL(location, base) : undefined;
}

/**
 * Gives an attempt, its body included, a signal that also ends after `ms`. The timer holds on to the signal:
 * one of `AbortSignal.timeout` that only `AbortSignal.any` knows may be collected before it fires
 * (https://github.com/nodejs/node/issues/54614).
 */
export async function withTimeout<T>(
  ms: number,
  signal: AbortSignal,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const end = () => controller.abort(new DOMException(`no answer within ${ms} ms`, "TimeoutError"));
  const timer = setTimeout(end, ms);
  try {
    const either = AbortSignal.any([signal, controller.signal]);
    return await orAborted(attempt(either), either);
  } finally {
    clearTimeout(timer);
  }
}
