/** An instant as GitHub writes it: ISO 8601, whole seconds, `Z`. Takes milliseconds since 1970. */
export function isoSeconds(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
