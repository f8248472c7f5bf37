import { GitHubError } from "../errors.ts";

/** Reads a whole body as JSON; throws when it was cut, is not JSON, or is JSON of no use. */
export async function parseJson(body: unknown): Promise<unknown> {
  const text = body instanceof ReadableStream ? await new Response(body).text() : "";
  const data = tryParse(text);
  if (typeof data === "object" && data !== null) return data;
  const shape = text === "" ? "an empty body" : "something that is not JSON";
  throw new GitHubError("invalid_answer", "transient", `GitHub answered with ${shape}`);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** What GitHub answered, where an error of Octokit's is about an answer. */
export function responseOf(error: unknown): Answered | undefined {
  if (!(error instanceof Error) || !("response" in error)) return undefined;
  const { response } = error;
  return isAnswered(response) ? response : undefined;
}

function isAnswered(value: unknown): value is Answered {
  return typeof value === "object" && value !== null && "status" in value && "headers" in value;
}
