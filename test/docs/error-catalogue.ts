import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CallExpression, type Expression, parseSync, type TemplateLiteral } from '@swc/core';

const SOURCES = 'src';
export const CATALOGUE = 'docs/errors.md';

/** Whose turn it is, by class. */
const MEANING = {
  InvalidRequestError: 'the person who asked can mend it',
  NotFoundError: 'it is not there, or not for this person to see',
  NotAllowedError: 'somebody else has to do it',
  ConflictError: 'the world moved on first',
  UpstreamError: 'AWS or Slack refused or did not answer',
  ConfigurationError: 'an operator has to mend the installation',
} as const;
type Kind = keyof typeof MEANING;

interface Thrown {
  readonly kind: Kind;
  readonly code: string;
  /** As the log has it. */
  readonly means: readonly string[];
  /** As the person reads it. */
  readonly said: readonly string[];
}

interface Row {
  readonly kind: Kind;
  readonly means: Set<string>;
  readonly said: Set<string>;
}

/** `npm run errors` writes the catalogue; a test compares it. */
export function errorCatalogue(): string {
  const found = new Map<string, Row>();
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.ts')) {
      for (const { kind, code, means, said } of thrownIn(path.join(SOURCES, file))) {
        const { means: other = [], said: before = [] } = found.get(`${kind} ${code}`) ?? {};
        found.set(`${kind} ${code}`, {
          kind,
          means: new Set([...other, ...means]),
          said: new Set([...before, ...said]),
        });
      }
    }
  }
  const sections = Object.entries(MEANING).map(([kind, meaning]) => {
    const rows = [...found]
      .filter(([, each]) => each.kind === kind)
      .map(
        ([key, { means, said }]) =>
          `| \`${key.slice(kind.length + 1)}\` | ${lines(means)} | ${lines(said)} |`,
      )
      .sort();
    const head = ['| code | what happened, as the log says it | what the person reads |', '|---|---|---|'];
    return [`## ${kind}: ${meaning}`, '', ...head, ...rows, ''].join('\n');
  });
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

const INTRODUCTION = `# Errors

Written by \`npm run errors\` from the places in \`src\` that throw; a test keeps it true. The code is in the log line and in the command line's
\`--json\`; the heading says whose turn it is; the last column is what the person reads, with the next step in it. A part in braces is filled in when it happens.
`;

function thrownIn(file: string): readonly Thrown[] {
  const thrown: Thrown[] = [];
  visit(parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript' }), (node) => {
    if (node['type'] !== 'NewExpression') {
      return;
    }
    const { callee, arguments: given } = node as unknown as {
      readonly callee: Expression;
      readonly arguments: readonly { readonly expression: Expression }[] | null;
    };
    const [code, message, options] = (given ?? []).map(({ expression }) => expression);
    if (callee.type === 'Identifier' && isKind(callee.value) && code) {
      const means = message ? texts(message) : [];
      const said = options ? userMessages(options) : [];
      thrown.push(...texts(code).map((each) => ({ kind: callee.value as Kind, code: each, means, said })));
    }
  });
  return thrown;
}

function isKind(name: string): name is Kind {
  return name in MEANING;
}

function userMessages(options: Expression): readonly string[] {
  if (options.type !== 'ObjectExpression') {
    return [];
  }
  return options.properties.flatMap((property) =>
    property.type === 'KeyValueProperty' &&
    property.key.type === 'Identifier' &&
    property.key.value === 'userMessage'
      ? texts(property.value)
      : [],
  );
}

/** Every text that an expression can become, as far as it is written there. */
function texts(expression: Expression): readonly string[] {
  switch (expression.type) {
    case 'StringLiteral':
      return [expression.value];
    case 'TemplateLiteral':
      return [template(expression as TemplateLiteral)];
    case 'ConditionalExpression':
      return [...texts(expression.consequent), ...texts(expression.alternate)];
    case 'ParenthesisExpression':
      return texts(expression.expression);
    default:
      return [`{${named(expression)}}`];
  }
}

function template({ quasis, expressions }: TemplateLiteral): string {
  return quasis
    .map((quasi, index) => {
      const filled = expressions[index];
      return `${quasi.cooked ?? quasi.raw}${filled ? `{${named(filled)}}` : ''}`;
    })
    .join('');
}

/** Methods that only put into words what they are called on. */
const WORDING = [
  'join',
  'slice',
  'filter',
  'map',
  'sort',
  'at',
  'trim',
  'toLowerCase',
  'toUpperCase',
  'toISOString',
];

/** The last name in an expression says best what it is about; of a choice, all that can be chosen. */
function named(expression: Expression): string {
  switch (expression.type) {
    case 'Identifier':
      return expression.value;
    case 'MemberExpression':
      return expression.property.type === 'Identifier'
        ? expression.property.value
        : named(expression.object as Expression);
    case 'ConditionalExpression':
    case 'ParenthesisExpression':
      return texts(expression)
        .filter((each) => each !== '')
        .join(' | ');
    case 'BinaryExpression':
      return named(expression.left);
    case 'AwaitExpression':
      return named(expression.argument);
    case 'CallExpression':
      return ofCall(expression);
    default:
      return 'value';
  }
}

function ofCall({ callee, arguments: given }: CallExpression): string {
  if (callee.type === 'Identifier') {
    return callee.value;
  }
  if (callee.type !== 'MemberExpression') {
    return 'value';
  }
  const [first] = given;
  const isWording = callee.property.type === 'Identifier' && WORDING.includes(callee.property.value);
  return first && !isWording ? named(first.expression) : named(callee.object as Expression);
}

/** Different texts of one code, each in a line of its cell. */
function lines(texts: Iterable<string>): string {
  return [...texts].map(cell).join('<br>');
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\n/g, ' ').replace(/</g, '&lt;');
}

function visit(node: unknown, see: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(node)) {
    for (const each of node) {
      visit(each, see);
    }
  } else if (typeof node === 'object' && node !== null) {
    const record = node as Readonly<Record<string, unknown>>;
    see(record);
    for (const value of Object.values(record)) {
      visit(value, see);
    }
  }
}

if (process.argv[1]?.endsWith('error-catalogue.ts')) {
  writeFileSync(CATALOGUE, errorCatalogue());
}
