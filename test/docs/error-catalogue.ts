import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Expression, parseSync, type TemplateLiteral } from '@swc/core';

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
  readonly said: readonly string[];
}

/** `npm run errors` writes the catalogue; a test compares it. */
export function errorCatalogue(): string {
  const found = new Map<string, { readonly kind: Kind; readonly said: Set<string> }>();
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.ts')) {
      for (const { kind, code, said } of thrownIn(path.join(SOURCES, file))) {
        const known = found.get(`${kind} ${code}`) ?? { kind, said: new Set<string>() };
        for (const sentence of said) {
          known.said.add(sentence);
        }
        found.set(`${kind} ${code}`, known);
      }
    }
  }
  const sections = Object.entries(MEANING).map(([kind, meaning]) => {
    const rows = [...found]
      .filter(([, each]) => each.kind === kind)
      .map(([key, { said }]) => `| \`${key.slice(kind.length + 1)}\` | ${[...said].map(cell).join('<br>')} |`)
      .sort();
    return [`## ${kind}: ${meaning}`, '', '| code | what the person reads |', '|---|---|', ...rows, ''].join(
      '\n',
    );
  });
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

const INTRODUCTION = `# Errors

Written by \`npm run errors\` from the places in \`src\` that throw; a test keeps it true. The code is in the log line and in the command line's
\`--json\`; the sentence is what the person reads, with the next step in it. A part in braces is filled in when it happens.
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
    const [code, , options] = (given ?? []).map(({ expression }) => expression);
    if (callee.type === 'Identifier' && isKind(callee.value) && code) {
      const said = options ? userMessages(options) : [];
      thrown.push(...texts(code).map((each) => ({ kind: callee.value as Kind, code: each, said })));
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

/** The last name in an expression says best what it is about. */
function named(expression: Expression): string {
  switch (expression.type) {
    case 'Identifier':
      return expression.value;
    case 'MemberExpression':
      return expression.property.type === 'Identifier' ? expression.property.value : 'value';
    case 'CallExpression': {
      const [first] = expression.arguments;
      return expression.callee.type === 'Identifier'
        ? expression.callee.value
        : first
          ? named(first.expression)
          : expression.callee.type === 'MemberExpression'
            ? named(expression.callee.object)
            : 'value';
    }
    default:
      return 'value';
  }
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
