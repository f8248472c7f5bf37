import { describe, expect, it } from "vitest";
import { createTransport, withTimeout } from "../../src/github/client/transport.ts";

/** A network of fixed answers; tells which addresses were asked. */
function network(answers: Readonly<Record<string, Response>>) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    asked.push(url);
    expect(init?.redirect).toBe("manual");
    return answers[url] ?? new Response("there");
  };
  return { asked, transport: createTransport(fetch) };
}

const to = (location: string, status = 301) => new Response(null, { status, headers: { location } });

describe("a redirect", () => {
  it.each([301, 302, 307, 308])("(%i) on the same origin is followed, relative ones too", async (status) => {
    const { asked, transport } = network({ "http://a/x": to("/y?z=1", status) });
    expect(await (await transport("http://a/x")).text()).toBe("there");
    expect(asked).toEqual(["http://a/x", "http://a/y?z=1"]);
  });

  it("is followed for a request object as well", async () => {
    const { transport } = network({ "http://a/x": to("http://a/y") });
    expect(await (await transport(new Request("http://a/x"))).text()).toBe("there");
  });

  it.each(["http://b/x", "https://a/x", "http://a:81/x", "//b/x"])("to %s is refused", async (location) => {
    const { asked, transport } = network({ "http://a/x": to(location) });
    await expect(transport("http://a/x")).rejects.toMatchObject({
      reason: "invalid_answer",
      remedy: "final",
    });
    expect(asked).toEqual(["http://a/x"]);
  });

  it("that leads elsewhere by a detour is refused", async () => {
    const { asked, transport } = network({ "http://a/x": to("http://a/y"), "http://a/y": to("http://b/z") });
    await expect(transport("http://a/x")).rejects.toThrow("http://b");
    expect(asked).not.toContain("http://b/z");
  });

  it("in a circle is given up", async () => {
    const { asked, transport } = network({ "http://a/x": to("http://a/x") });
    await expect(transport("http://a/x")).rejects.toThrow("more than 3 times");
    expect(asked).toHaveLength(4);
  });

  it("without a place to go is an answer like any other", async () => {
    const { transport } = network({ "http://a/x": new Response(null, { status: 304 }) });
    expect((await transport("http://a/x")).status).toBe(304);
  });
});

describe("a timeout", () => {
  it("ends an attempt that takes too long, by its own name", async () => {
    const hanging = (signal: AbortSignal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    await expect(withTimeout(5, new AbortController().signal, hanging)).rejects.toMatchObject({
      name: "TimeoutError",
    });
  });

  it("leaves an attempt alone that ends in time", async () => {
    expect(await withTimeout(1_000, new AbortController().signal, async () => 7)).toBe(7);
  });

  it("hands on the end of the run", async () => {
    const signal = AbortSignal.abort(new Error("over"));
    const attempt = async (own: AbortSignal) => own.throwIfAborted();
    await expect(withTimeout(1_000, signal, attempt)).rejects.toThrow("over");
  });
});
