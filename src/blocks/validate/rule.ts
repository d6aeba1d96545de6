/** One thing that Slack refuses. */
export interface Problem {
  /** JSON pointer from the root of what was checked, for example `/blocks/0/text/text`. */
  readonly pointer: string;
  /** Stable word for the kind of fault. */
  readonly code:
    | 'wrong_type'
    | 'missing_field'
    | 'unknown_property'
    | 'unsupported_type'
    | 'not_allowed'
    | 'too_short'
    | 'too_long'
    | 'too_few'
    | 'too_many'
    | 'duplicate';
  /** In Slack's own words where they are known. */
  readonly message: string;
}

/** Reports what is wrong with a value at a place; reports nothing when it is right. */
export type Rule = (value: unknown, at: string, report: (problem: Problem) => void) => void;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string of so many code points. */
export function text(min: number, max: number): Rule {
  return (value, at, report) => {
    if (typeof value !== 'string') {
      report({ pointer: at, code: 'wrong_type', message: 'must provide a string' });
      return;
    }
    const { length } = [...value];
    if (length < min) {
      report({ pointer: at, code: 'too_short', message: `must be more than ${min - 1} characters` });
    }
    if (length > max) {
      report({ pointer: at, code: 'too_long', message: `must be less than ${max + 1} characters` });
    }
  };
}

export const flag: Rule = (value, at, report) => {
  if (typeof value !== 'boolean') {
    report({ pointer: at, code: 'wrong_type', message: 'must provide a boolean' });
  }
};

export function integer(min: number, max: number): Rule {
  return (value, at, report) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      report({ pointer: at, code: 'wrong_type', message: 'must provide an integer' });
    } else if (value < min || value > max) {
      report({ pointer: at, code: 'not_allowed', message: `must be from ${min} to ${max}` });
    }
  };
}

export function oneOf(...words: readonly (string | number)[]): Rule {
  return (value, at, report) => {
    if (!words.some((word) => word === value)) {
      report({ pointer: at, code: 'not_allowed', message: `must be one of: ${words.join(', ')}` });
    }
  };
}

export function matching(pattern: RegExp, says: string): Rule {
  return (value, at, report) => {
    if (typeof value !== 'string' || !pattern.test(value)) {
      report({ pointer: at, code: 'not_allowed', message: says });
    }
  };
}

export function list(item: Rule, { min = 0, max }: { readonly min?: number; readonly max: number }): Rule {
  return (value, at, report) => {
    if (!Array.isArray(value)) {
      report({ pointer: at, code: 'wrong_type', message: 'must provide an array' });
      return;
    }
    if (value.length < min) {
      report({ pointer: at, code: 'too_few', message: `no fewer than ${min} items allowed` });
    }
    if (value.length > max) {
      report({ pointer: at, code: 'too_many', message: `no more than ${max} items allowed` });
    }
    for (const [index, element] of value.entries()) {
      item(element, `${at}/${index}`, report);
    }
  };
}

export interface Shape {
  readonly required?: Readonly<Record<string, Rule>>;
  readonly optional?: Readonly<Record<string, Rule>>;
  /** Looks at the whole after its parts. */
  readonly also?: (
    value: Readonly<Record<string, unknown>>,
    at: string,
    report: (problem: Problem) => void,
  ) => void;
}

/** An object with exactly these properties: Slack refuses any other. */
export function shape({ required = {}, optional = {}, also }: Shape): Rule {
  return (value, at, report) => {
    if (!isRecord(value)) {
      report({ pointer: at, code: 'wrong_type', message: 'must provide an object' });
      return;
    }
    for (const name of Object.keys(required)) {
      if (value[name] === undefined || value[name] === null) {
        report({ pointer: at, code: 'missing_field', message: `missing required field: ${name}` });
      }
    }
    for (const [name, part] of Object.entries(value)) {
      const rule = Object.hasOwn(required, name)
        ? required[name]
        : Object.hasOwn(optional, name)
          ? optional[name]
          : undefined;
      if (!rule) {
        report({ pointer: at, code: 'unknown_property', message: `invalid additional property: ${name}` });
      } else if (part !== undefined && part !== null) {
        rule(part, `${at}/${escapePointer(name)}`, report);
      }
    }
    also?.(value, at, report);
  };
}

/** Chooses the rule by the object's `type`. */
export function byType(rules: Readonly<Record<string, Rule>>): Rule {
  return (value, at, report) => {
    const type = isRecord(value) ? value['type'] : undefined;
    if (!isRecord(value)) {
      report({ pointer: at, code: 'wrong_type', message: 'must provide an object' });
    } else if (typeof type !== 'string') {
      report({ pointer: at, code: 'missing_field', message: 'missing required field: type' });
    } else if (!Object.hasOwn(rules, type)) {
      report({ pointer: `${at}/type`, code: 'unsupported_type', message: `unsupported type: ${type}` });
    } else {
      rules[type]?.(value, at, report);
    }
  };
}

/** Exactly one of the named properties has to be there. */
export function exactlyOne(...names: readonly string[]): NonNullable<Shape['also']> {
  return (value, at, report) => {
    const there = names.filter((name) => value[name] !== undefined && value[name] !== null);
    if (there.length === 0) {
      report({ pointer: at, code: 'missing_field', message: `must provide one of: ${names.join(', ')}` });
    } else if (there.length > 1) {
      report({ pointer: at, code: 'not_allowed', message: `must not provide both: ${there.join(', ')}` });
    }
  };
}

export function problemsOf(rule: Rule, value: unknown, at = ''): readonly Problem[] {
  const problems: Problem[] = [];
  rule(value, at, (problem) => problems.push(problem));
  return problems;
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
