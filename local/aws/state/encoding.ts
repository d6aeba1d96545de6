import type { Change } from './state.ts';

/** JSON has no dates and no bytes; both travel as one-member objects. */
function encode(value: unknown): string {
  return JSON.stringify(tagged(value));
}

function decode(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null) {
      if ('$date' in value && typeof value.$date === 'number') {
        return new Date(value.$date);
      }
      if ('$bytes' in value && typeof value.$bytes === 'string') {
        return Buffer.from(value.$bytes, 'base64');
      }
    }
    return value;
  });
}

function tagged(value: unknown): unknown {
  if (value instanceof Date) {
    return { $date: value.getTime() };
  }
  if (value instanceof Uint8Array) {
    return { $bytes: Buffer.from(value).toString('base64') };
  }
  if (Array.isArray(value)) {
    return value.map(tagged);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tagged(item)]));
  }
  return value;
}

/** A line of the journal is the list of writes of one call; a removal has three parts only. */
export function encodeChanges(changes: readonly Change[]): string {
  return encode(
    changes.map(([name, scope, key, value]) =>
      value === undefined ? [name, scope, key] : [name, scope, key, value],
    ),
  );
}

/** Throws where the text is not such a line. */
export function decodeChanges(text: string): readonly Change[] {
  const raw = decode(text);
  if (!Array.isArray(raw)) {
    throw new SyntaxError('not a list of changes');
  }
  return raw.map((change: unknown): Change => {
    if (!Array.isArray(change) || change.length < 3 || change.length > 4) {
      throw new SyntaxError('not a change');
    }
    const [name, scope, key, value] = change;
    if (typeof name !== 'string' || typeof scope !== 'string' || typeof key !== 'string') {
      throw new SyntaxError('not a change');
    }
    return [name, scope, key, value];
  });
}
