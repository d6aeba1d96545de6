/** JSON, or `undefined` where it is none: worded by the schema that reads it, since a secret's text must not reach a log. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
