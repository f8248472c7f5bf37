import { describe, expect, test } from "vitest";
import {
  authorRecord,
  awaitedReviewers,
  isDraft,
  isOpen,
  labelsAt,
  lastActivity,
  requestedReviewers,
  reviewDecision,
  reviewerRecord,
} from "../../../sandbox/history/item-at.ts";
import type { RecordedEvent, RecordedPull } from "../../../sandbox/history/recording.ts";

/** The given minute of an hour, in the recording's spelling. */
const minute = (value: number) => `2021-02-05T10:${String(value).padStart(2, "0")}:00Z`;
const at = (value: number) => Date.parse(minute(value));

function recorded(events: readonly RecordedEvent[], special: Partial<RecordedPull> = {}): RecordedPull {
  return {
    number: 1,
    author: "author",
    author_type: "User",
    created_at: minute(0),
    closed_at: null,
    draft_at_creation: false,
    labels_at_creation: [],
    events: [...events],
    ...special,
  };
}

describe("whether it is open", () => {
  const reopened = recorded([
    [minute(10), "closed"],
    [minute(20), "reopened"],
    [minute(30), "closed"],
  ]);
  test.each([
    [-1, false],
    [0, true],
    [9, true],
    [10, false],
    [19, false],
    [20, true],
    [30, false],
  ])("follows opening, closing and reopening: minute %i is %s", (value, open) => {
    expect(isOpen(reopened, at(0) + value * 60_000)).toBe(open);
  });

  test("a closing that no event tells of holds from its time on", () => {
    const silent = recorded([], { closed_at: minute(10) });
    expect(isOpen(silent, at(9))).toBe(true);
    expect(isOpen(silent, at(10))).toBe(false);
  });

  test("a time of closing is nothing where the events know of an earlier reopening", () => {
    const later = recorded(
      [
        [minute(5), "closed"],
        [minute(6), "reopened"],
        [minute(9), "closed"],
      ],
      { closed_at: minute(9) },
    );
    expect(isOpen(later, at(7))).toBe(true);
  });
});

test("labels are given and taken away", () => {
  const pull = recorded(
    [
      [minute(5), "labeled", "b"],
      [minute(6), "unlabeled", "a"],
      [minute(7), "labeled", "b"],
    ],
    { labels_at_creation: ["a"] },
  );
  expect([4, 5, 6, 7].map((value) => labelsAt(pull, at(value)))).toEqual([["a"], ["a", "b"], ["b"], ["b"]]);
});

test("a draft stays one until it is ready, and may become one again", () => {
  const pull = recorded(
    [
      [minute(5), "ready"],
      [minute(9), "draft"],
    ],
    { draft_at_creation: true },
  );
  expect([4, 5, 8, 9].map((value) => isDraft(pull, at(value)))).toEqual([true, false, false, true]);
});

test("the last activity is that of the last event so far", () => {
  const pull = recorded([
    [minute(5), "labeled", "a"],
    [minute(9), "reviewed", "r", "COMMENTED"],
  ]);
  expect([4, 5, 8, 30].map((value) => lastActivity(pull, at(value)))).toEqual([at(0), at(5), at(5), at(9)]);
});

describe("requested reviewers", () => {
  test.each<[string, RecordedEvent[], string[]]>([
    ["are those that were asked", [[minute(1), "review_requested", "a"]], ["a"]],
    [
      "are not those whose request was withdrawn",
      [
        [minute(1), "review_requested", "a"],
        [minute(2), "review_request_removed", "a"],
      ],
      [],
    ],
    [
      "are not those who have answered, be it by a comment",
      [
        [minute(1), "review_requested", "a"],
        [minute(2), "reviewed", "a", "COMMENTED"],
      ],
      [],
    ],
    [
      "are asked anew after their review",
      [
        [minute(1), "reviewed", "a", "APPROVED"],
        [minute(2), "review_requested", "a"],
      ],
      ["a"],
    ],
    [
      "stay when somebody else reviews",
      [
        [minute(1), "review_requested", "a"],
        [minute(2), "reviewed", "b", "APPROVED"],
      ],
      ["a"],
    ],
    [
      "are there once",
      [
        [minute(1), "review_requested", "a"],
        [minute(2), "review_requested", "a"],
      ],
      ["a"],
    ],
  ])("%s", (_behaviour, events, reviewers) => {
    expect(requestedReviewers(recorded(events), at(30))).toEqual(reviewers);
  });
});

test("where requests were not recorded, a reviewer is awaited until their first review", () => {
  const pull = recorded([
    [minute(5), "reviewed", "a", "COMMENTED"],
    [minute(6), "reviewed", "author", "COMMENTED"],
    [minute(7), "reviewed", null, "COMMENTED"],
    [minute(8), "reviewed", "b", "APPROVED"],
    [minute(9), "reviewed", "a", "APPROVED"],
  ]);
  expect([4, 5, 8].map((value) => awaitedReviewers(pull, at(value)))).toEqual([["a", "b"], ["b"], []]);
});

describe("the review decision", () => {
  test.each<[string, RecordedEvent[], string]>([
    ["is that a review is required where there is none", [], "REVIEW_REQUIRED"],
    ["is not changed by comments", [[minute(1), "reviewed", "a", "COMMENTED"]], "REVIEW_REQUIRED"],
    ["is an approval", [[minute(1), "reviewed", "a", "APPROVED"]], "APPROVED"],
    [
      "is a request for changes beside an approval",
      [
        [minute(1), "reviewed", "a", "CHANGES_REQUESTED"],
        [minute(2), "reviewed", "b", "APPROVED"],
      ],
      "CHANGES_REQUESTED",
    ],
    [
      "is each reviewer's latest",
      [
        [minute(1), "reviewed", "a", "CHANGES_REQUESTED"],
        [minute(2), "reviewed", "a", "APPROVED"],
      ],
      "APPROVED",
    ],
    [
      "stands through later comments",
      [
        [minute(1), "reviewed", "a", "CHANGES_REQUESTED"],
        [minute(2), "reviewed", "a", "COMMENTED"],
      ],
      "CHANGES_REQUESTED",
    ],
    ["is not from the future", [[minute(31), "reviewed", "a", "APPROVED"]], "REVIEW_REQUIRED"],
  ])("%s", (_behaviour, events, decision) => {
    expect(reviewDecision(recorded(events), at(30))).toBe(decision);
  });
});

test("Copilot is one name by REST and two bots by GraphQL; deleted accounts are nobody", () => {
  expect(authorRecord("Copilot", "Bot")).toEqual({
    login: "copilot-swe-agent",
    type: "Bot",
    restLogin: "Copilot",
  });
  expect(reviewerRecord("Copilot")).toEqual({
    login: "copilot-pull-request-reviewer",
    type: "Bot",
    restLogin: "Copilot",
  });
  expect(authorRecord("sipa", "User")).toEqual({ login: "sipa", type: "User" });
  expect(authorRecord(null, "User")).toBeNull();
});
