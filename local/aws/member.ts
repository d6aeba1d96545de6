/** A member of a checked request whose type the caller does not know, as text; `undefined` where there is none. */
export function memberText(input: object, name: string): string | undefined {
  const value: unknown = new Map(Object.entries(input)).get(name);
  return typeof value === 'string' ? value : undefined;
}

/** A member that is a structure. */
export function memberObject(input: object, name: string): object | undefined {
  const value: unknown = new Map(Object.entries(input)).get(name);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
