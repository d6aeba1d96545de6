import type { NormalizedSchema } from '@smithy/core/schema';

/**
 * What is wrong with a value according to its schema: missing required members and wrong types, one sentence each.
 * With `exact` also members that the model does not have, which is how our own answers are held to the model.
 */
export function problemsOf(schema: NormalizedSchema, value: unknown, path: string, exact = false): string[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (schema.isDocumentSchema() || schema.isStreaming()) {
    return [];
  }
  if (schema.isStructSchema()) {
    return structProblems(schema, value, path, exact);
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) {
      return [`${path} must be a list`];
    }
    const member = schema.getValueSchema();
    return value.flatMap((item, index) => problemsOf(member, item, `${path}.${index + 1}.member`, exact));
  }
  if (schema.isMapSchema()) {
    if (typeof value !== 'object' || Array.isArray(value)) {
      return [`${path} must be a map`];
    }
    const member = schema.getValueSchema();
    return Object.entries(value).flatMap(([key, item]) => problemsOf(member, item, `${path}.${key}`, exact));
  }
  return scalarProblem(schema, value, path);
}

function structProblems(schema: NormalizedSchema, value: unknown, path: string, exact: boolean): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${path || 'the request'} must be a structure`];
  }
  const members = new Map(Object.entries(value));
  const problems: string[] = [];
  let left = requiredCount(schema);
  const known = new Set<string>();
  for (const [name, member] of schema.structIterator()) {
    known.add(name);
    const here = path ? `${path}.${name}` : name;
    const item: unknown = members.get(name);
    // The first members of a structure schema are its required ones.
    if (left-- > 0 && (item === undefined || item === null)) {
      problems.push(`Value null at '${here}' failed to satisfy constraint: Member must not be null`);
    }
    problems.push(...problemsOf(member, item, here, exact));
  }
  if (exact) {
    for (const [name, item] of members) {
      if (!known.has(name) && item !== undefined) {
        problems.push(`${path ? `${path}.` : ''}${name} is not in the model`);
      }
    }
  }
  return problems;
}

function requiredCount(schema: NormalizedSchema): number {
  const raw: unknown = schema.getSchema();
  return Array.isArray(raw) && typeof raw[6] === 'number' ? raw[6] : 0;
}

function scalarProblem(schema: NormalizedSchema, value: unknown, path: string): string[] {
  if (schema.isTimestampSchema()) {
    return value instanceof Date && !Number.isNaN(value.getTime()) ? [] : [`${path} must be a timestamp`];
  }
  if (schema.isBlobSchema()) {
    return value instanceof Uint8Array ? [] : [`${path} must be a blob`];
  }
  if (schema.isStringSchema()) {
    return typeof value === 'string' ? [] : [`${path} must be a string`];
  }
  if (schema.isBooleanSchema()) {
    return typeof value === 'boolean' ? [] : [`${path} must be a boolean`];
  }
  if (schema.isNumericSchema()) {
    return typeof value === 'number' && !Number.isNaN(value) ? [] : [`${path} must be a number`];
  }
  return [];
}
