/**
 * Far above what GitHub and Datadog send: a page of 100 pull requests has 2 to 4 MB. Compressed, a thousandth of it would do to use up
 * the memory of a small container.
 */
const LARGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/** What the body of an answer that is too large fails with. */
export class OversizedAnswer extends Error {
  override readonly name = "OversizedAnswer";

  constructor() {
    super(`an answer of more than ${LARGEST_ANSWER_BYTES / 1024 / 1024} MiB`);
  }
}

/** The same answer, whose body fails with OversizedAnswer as soon as too much of it has come, decompressed. */
export function boundAnswer(response: Response): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > LARGEST_ANSWER_BYTES) throw new OversizedAnswer();
      controller.enqueue(chunk);
    },
  });
  const bounded = new Response(response.body.pipeThrough(counter), response);
  return Object.defineProperty(bounded, "url", { value: response.url });
}
