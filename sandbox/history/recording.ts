import { readFileSync } from "node:fs";
import { z } from "zod";

/** The recorded history as it lies in `backlog-history.json`; README.md beside it says what each field means. */
const instant = z.iso.datetime({ offset: true });

const event = z.union([
  z.tuple([instant, z.enum(["labeled", "unlabeled"]), z.string()]),
  z.tuple([instant, z.enum(["draft", "ready", "closed", "reopened"])]),
  z.tuple([instant, z.enum(["review_requested", "review_request_removed"]), z.string().nullable()]),
  z.tuple([
    instant,
    z.literal("reviewed"),
    z.string().nullable(),
    z.enum(["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"]),
  ]),
]);

const item = {
  number: z.int().positive(),
  author: z.string().nullable(),
  created_at: instant,
  closed_at: instant.nullable(),
  labels_at_creation: z.array(z.string()),
  events: z.array(event),
};

const pull = z.object({ ...item, author_type: z.enum(["User", "Bot"]), draft_at_creation: z.boolean() });
const issue = z.object({ ...item, assignees: z.array(z.string()) });

const repository = z.object({
  repo: z.string(),
  recorded_at: instant,
  exact: z.boolean(),
  pulls: z.array(pull),
  issues: z.array(issue),
});

export type RecordedEvent = z.infer<typeof event>;
export type RecordedPull = z.infer<typeof pull>;
export type RecordedIssue = z.infer<typeof issue>;
export type RecordedRepository = z.infer<typeof repository>;

let loaded: readonly RecordedRepository[] | undefined;

/** The six recorded repositories, read and checked once. */
export function recordedHistory(): readonly RecordedRepository[] {
  loaded ??= z
    .array(repository)
    .parse(JSON.parse(readFileSync(new URL("./backlog-history.json", import.meta.url), "utf8")));
  return loaded;
}
