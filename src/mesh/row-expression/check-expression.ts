import type { MeshColumn } from '../ports/mesh-catalog.ts';
import { type ColumnKind, columnOf } from './column-kind.ts';
import { expressionFault } from './fault.ts';
import { type Token, tokensOf } from './tokens.ts';

/** "Less than 2048 characters." @see https://docs.aws.amazon.com/lake-formation/latest/dg/partiql-support.html */
const LONGEST_EXPRESSION = 2047;
const DEEPEST = 50;
const COMPARISONS = ['=', '<>', '!=', '<', '<=', '>', '>='];
const KEYWORDS = ['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'LIKE', 'IS', 'NULL', 'TRUE', 'FALSE', 'ESCAPE'];
const EXAMPLE = "as in country = 'DE' AND amount >= 100";

/**
 * The expression, trimmed, if Lake Formation can filter rows by it: columns of the table compared with values by `=`, `<>`, `!=`, `<`, `<=`,
 * `>`, `>=`, `[NOT] IN`, `[NOT] BETWEEN`, `[NOT] LIKE`, `IS [NOT] NULL`, put together by `AND`, `OR`, `NOT` and parentheses. Functions,
 * subqueries and comparisons of columns with columns are not part of what it takes.
 * Throws `InvalidRequestError` (`BAD_ROW_EXPRESSION`), one sentence a fault.
 */
export function checkExpression(text: string, columns: readonly MeshColumn[]): string {
  const expression = text.trim();
  if (expression === '') {
    throw expressionFault(`Write which rows are given, ${EXAMPLE}.`);
  }
  if (expression.length > LONGEST_EXPRESSION) {
    throw expressionFault(
      `The expression has ${expression.length} characters, and AWS takes at most ${LONGEST_EXPRESSION}. Make it shorter, or two filters of it.`,
    );
  }
  const reader = new Reader(tokensOf(expression), columns);
  reader.any(0);
  reader.end();
  return expression;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #columns: readonly MeshColumn[];
  #at = 0;

  constructor(tokens: readonly Token[], columns: readonly MeshColumn[]) {
    this.#tokens = tokens;
    this.#columns = columns;
  }

  any(depth: number): void {
    this.#all(depth);
    while (this.#takeWord('OR')) {
      this.#all(depth);
    }
  }

  end(): void {
    const token = this.#next();
    if (token) {
      throw expressionFault(
        token.text === ')'
          ? 'There is a closing parenthesis too many. Take it away.'
          : `After a comparison comes AND, OR or the end, not "${token.text}".`,
      );
    }
  }

  #all(depth: number): void {
    this.#one(depth);
    while (this.#takeWord('AND')) {
      this.#one(depth);
    }
  }

  #one(depth: number): void {
    if (depth > DEEPEST) {
      throw expressionFault(`Parentheses are nested more than ${DEEPEST} deep. Make the expression simpler.`);
    }
    if (this.#takeWord('NOT')) {
      this.#one(depth + 1);
    } else if (this.#takeSign('(')) {
      this.any(depth + 1);
      if (!this.#takeSign(')')) {
        throw expressionFault('A parenthesis is not closed. Add ) where it ends.');
      }
    } else {
      this.#comparison();
    }
  }

  #comparison(): void {
    const name = this.#column();
    if (this.#next()?.text === '(') {
      throw expressionFault(
        `${name}( looks like a function, and AWS takes none in a row filter. Compare columns with values.`,
      );
    }
    const { kind, isPartitionKey } = columnOf(name, this.#columns);
    if (this.#takeWord('IS')) {
      this.#takeWord('NOT');
      this.#require('NULL', `After ${name} IS comes NULL or NOT NULL.`);
      if (isPartitionKey) {
        throw expressionFault(
          `${name} is a partition key, and AWS cannot ask of those whether they are NULL.`,
        );
      }
      return;
    }
    const isNegated = this.#takeWord('NOT');
    if (this.#takeWord('IN')) {
      this.#list(name, kind);
    } else if (this.#takeWord('BETWEEN')) {
      this.#value(name, kind);
      this.#require('AND', `${name} BETWEEN needs two values, as in ${name} BETWEEN 1 AND 9.`);
      this.#value(name, kind);
    } else if (this.#takeWord('LIKE')) {
      this.#pattern(name, kind);
    } else {
      this.#sign(name, isNegated);
      this.#value(name, kind);
    }
  }

  #sign(name: string, isNegated: boolean): void {
    const sign = this.#next();
    if (isNegated || sign?.kind !== 'sign' || !COMPARISONS.includes(sign.text)) {
      const choice = isNegated
        ? 'NOT IN, NOT BETWEEN or NOT LIKE'
        : '=, <>, <, <=, >, >=, IN, BETWEEN, LIKE or IS NULL';
      throw expressionFault(`After ${name} comes ${choice}, ${EXAMPLE}.`);
    }
    this.#at += 1;
  }

  #column(): string {
    const token = this.#next();
    const isName = token?.kind === 'name' && (token.isQuoted || !KEYWORDS.includes(token.text.toUpperCase()));
    if (!isName) {
      throw expressionFault(
        token === undefined
          ? `The expression ends too early. A column and a comparison are missing, ${EXAMPLE}.`
          : `A comparison begins with a column, not with "${token.text}", ${EXAMPLE}.`,
      );
    }
    this.#at += 1;
    return token.text;
  }

  #list(name: string, kind: ColumnKind): void {
    if (!this.#takeSign('(')) {
      throw expressionFault(`After ${name} IN comes a list, as in ${name} IN (1, 2).`);
    }
    do {
      this.#value(name, kind);
    } while (this.#takeSign(','));
    if (!this.#takeSign(')')) {
      throw expressionFault(
        `The list after ${name} IN is not closed. Put commas between its values and ) after them.`,
      );
    }
  }

  #pattern(name: string, kind: ColumnKind): void {
    const token = this.#next();
    if (token?.kind !== 'text' || (kind !== 'text' && kind !== 'field')) {
      throw expressionFault(
        `LIKE compares a text column with a text, as in ${name} LIKE 'A%'; ${name} is ${word(kind)}.`,
      );
    }
    this.#at += 1;
  }

  #value(name: string, kind: ColumnKind): void {
    const token = this.#next();
    const isBoolean = token?.kind === 'name' && !token.isQuoted && /^(true|false)$/i.test(token.text);
    if (token === undefined) {
      throw expressionFault(`The expression ends before the value with which ${name} is compared.`);
    }
    if (token.kind === 'name' && !isBoolean) {
      throw expressionFault(
        token.text.toUpperCase() === 'NULL'
          ? `Write ${name} IS NULL to ask whether it is empty.`
          : `${name} can only be compared with a value, not with "${token.text}": AWS compares no column with another. Texts go in single quotes.`,
      );
    }
    if (token.kind === 'sign') {
      throw expressionFault(`Where ${name} is compared, a value is missing before "${token.text}".`);
    }
    const given: ColumnKind = isBoolean ? 'boolean' : token.kind === 'number' ? 'number' : 'text';
    if (kind !== 'field' && kind !== given) {
      throw expressionFault(
        `${name} is ${word(kind)}, so it cannot be compared with ${given === 'text' ? `the text '${token.text}'` : token.text}.`,
      );
    }
    this.#at += 1;
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #takeWord(keyword: string): boolean {
    const token = this.#next();
    const isIt = token?.kind === 'name' && !token.isQuoted && token.text.toUpperCase() === keyword;
    this.#at += isIt ? 1 : 0;
    return isIt;
  }

  #takeSign(text: string): boolean {
    const token = this.#next();
    const isIt = token?.kind === 'sign' && token.text === text;
    this.#at += isIt ? 1 : 0;
    return isIt;
  }

  #require(keyword: string, sentence: string): void {
    if (!this.#takeWord(keyword)) {
      throw expressionFault(sentence);
    }
  }
}

function word(kind: ColumnKind): string {
  switch (kind) {
    case 'text':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'TRUE or FALSE';
    case 'field':
      return 'a field of a struct';
  }
}
