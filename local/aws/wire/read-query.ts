import type { NormalizedSchema } from '@smithy/core/schema';

/** Reads an awsQuery form body into the operation's input: `Tags.member.1.Key=…`. */
export function readQuery(schema: NormalizedSchema, form: URLSearchParams): Record<string, unknown> {
  const value = readShape(schema, form, '');
  return isRecord(value) ? value : {};
}

function readShape(schema: NormalizedSchema, form: URLSearchParams, prefix: string): unknown {
  if (schema.isStructSchema()) {
    const members: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const wireName = member.getMergedTraits().xmlName ?? name;
      const value = readShape(member, form, prefix ? `${prefix}.${wireName}` : wireName);
      if (value !== undefined) {
        members[name] = value;
      }
    }
    return Object.keys(members).length > 0 || !prefix ? members : undefined;
  }
  if (schema.isListSchema()) {
    return readList(schema, form, prefix);
  }
  const text = form.get(prefix);
  return text === null ? undefined : readScalar(schema, text);
}

function readList(schema: NormalizedSchema, form: URLSearchParams, prefix: string): unknown {
  const member = schema.getValueSchema();
  const flattened = schema.getMergedTraits().xmlFlattened;
  const base = flattened ? prefix : `${prefix}.${member.getMergedTraits().xmlName ?? 'member'}`;
  const items: unknown[] = [];
  for (let index = 1; ; index++) {
    const item = readShape(member, form, `${base}.${index}`);
    if (item === undefined) {
      break;
    }
    items.push(item);
  }
  return items.length > 0 || form.has(prefix) ? items : undefined;
}

/** A text from a form, a query string, a path or a header in the type of its member. */
export function readScalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isBooleanSchema()) {
    return text === 'true' ? true : text === 'false' ? false : text;
  }
  if (schema.isNumericSchema()) {
    return text.trim() === '' ? Number.NaN : Number(text);
  }
  if (schema.isTimestampSchema()) {
    return new Date(Number.isNaN(Number(text)) ? text : Number(text) * 1000);
  }
  if (schema.isBlobSchema()) {
    return Buffer.from(text, 'base64');
  }
  return text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
