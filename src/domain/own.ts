/**
 * Gives what an object holds under a name that comes from outside; undefined where it holds nothing. What every object inherits, such as
 * `constructor`, is nothing. No other place of the program looks such a name up on an object (a test compares).
 */
export function own<Value>(object: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
