/** An answer that is ready to be written. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer in JSON. */
export function json(status: number, value: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** Answers in the shape of Datadog's errors: https://docs.datadoghq.com/api/latest/metrics/#submit-metrics */
export function refuse(status: number, ...errors: readonly string[]): Answer {
  return json(status, { errors });
}
