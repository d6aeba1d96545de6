import type { Table } from './entities.ts';
import { invalid } from './names.ts';

type Filter = (values: readonly string[]) => boolean;

const TERM =
  /^\s*\(?\s*([\w-]+)\s*(=|<>|!=|<=|>=|<|>|(?:not\s+)?in\b|(?:not\s+)?like\b|(?:not\s+)?between\b)\s*(.+?)\s*\)?\s*$/i;

/**
 * Compiles the filter of GetPartitions: terms on partition keys, joined by AND or OR (AND binds closer), without nested brackets.
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
 */
export function partitionFilter(expression: string | undefined, table: Table): Filter {
  if (expression === undefined || expression.trim() === '') {
    return () => true;
  }
  const protectedText = expression.replace(
    /\bbetween\s+(\S+|'[^']*')\s+and\s+/gi,
    (_text, low: string) => `between ${low} \u0001 `,
  );
  const alternatives = split(protectedText, 'or').map((part) =>
    split(part, 'and').map((term) => compileTerm(term, table)),
  );
  return (values) => alternatives.some((terms) => terms.every((term) => term(values)));
}

/** Splits at a word outside of quotes. */
function split(text: string, word: string): string[] {
  const parts = text.split(new RegExp(`\\s+${word}\\s+(?=(?:[^']*'[^']*')*[^']*$)`, 'i'));
  return parts.map((part) => part.trim());
}

function compileTerm(term: string, table: Table): Filter {
  const [, name = '', operator = '', right = ''] = TERM.exec(term) ?? [];
  const keys = table.input.PartitionKeys ?? [];
  const index = keys.findIndex((key) => key.Name?.toLowerCase() === name.toLowerCase());
  if (operator === '' || index < 0) {
    throw invalid(`Unsupported expression '${term}'`);
  }
  const numeric = /^(tiny|small|big)?int$|^integer$|^decimal|^double|^float/.test(keys[index]?.Type ?? '');
  const compare = (a: string, b: string) => (numeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0);
  const words = operator.toLowerCase().split(/\s+/);
  const negated = words[0] === 'not';
  const test = testOf(words.at(-1) ?? '', right, compare);
  return (values) => test(values[index] ?? '') !== negated;
}

function testOf(
  operator: string,
  right: string,
  compare: (a: string, b: string) => number,
): (value: string) => boolean {
  const literal = unquote(right);
  switch (operator) {
    case '=':
      return (value) => compare(value, literal) === 0;
    case '<>':
    case '!=':
      return (value) => compare(value, literal) !== 0;
    case '<':
      return (value) => compare(value, literal) < 0;
    case '<=':
      return (value) => compare(value, literal) <= 0;
    case '>':
      return (value) => compare(value, literal) > 0;
    case '>=':
      return (value) => compare(value, literal) >= 0;
    case 'in': {
      const list = right
        .replace(/^\(|\)$/g, '')
        .split(',')
        .map((item) => unquote(item.trim()));
      return (value) => list.some((item) => compare(value, item) === 0);
    }
    case 'between': {
      const [low = '', high = ''] = right.split('\u0001').map((item) => unquote(item.trim()));
      return (value) => compare(value, low) >= 0 && compare(value, high) <= 0;
    }
    default: {
      const pattern = new RegExp(
        `^${literal
          .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
          .replace(/%/g, '.*')
          .replace(/_/g, '.')}$`,
      );
      return (value) => pattern.test(value);
    }
  }
}

function unquote(text: string): string {
  return text.replace(/^'(.*)'$/, '$1');
}
