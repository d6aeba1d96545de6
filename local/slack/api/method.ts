import * as z from 'zod';
import { isRecord } from '../../../src/blocks/validate/rule.ts';
import type { Core } from '../core.ts';
import type { Rate } from '../rate-limits.ts';
import { invalidArguments, type SlackFault } from '../slack-fault.ts';
import type { Installation, Json } from '../state/world.ts';

/** One method of the Web API. */
export interface Method {
  readonly name: string;
  /** Scopes of which the token needs one. None: any token will do. */
  readonly scopes: readonly string[];
  readonly rate: Rate;
  /** `false` for methods that are called with other credentials than a token. */
  readonly needsToken?: boolean;
  /** Throws `SlackFault` for each refusal. */
  run(call: Call): Json | Promise<Json>;
}

export interface Call {
  /** As they came: strings from a form, anything from JSON. */
  readonly args: Json;
  readonly core: Core;
  readonly installation: Installation;
}

/** Reads arguments; Slack ignores those that it does not know, and so do we. */
export function readArgs<T extends z.ZodType>({ args }: Pick<Call, 'args'>, schema: T): z.infer<T> {
  const parsed = schema.safeParse(args);
  if (!parsed.success) {
    throw invalidArguments(
      ...parsed.error.issues.map(({ path, message }) => {
        const missing = path.length > 0 && args[String(path[0])] === undefined;
        return missing
          ? `[ERROR] missing required field: ${path.join('/')}`
          : `[ERROR] ${message} [json-pointer:/${path.join('/')}]`;
      }),
    );
  }
  return parsed.data;
}

/** `true`, `"true"`, `"1"` and 1 are true, as in Slack's forms. */
export const formFlag = z.preprocess(
  (value) => value === true || value === 'true' || value === '1' || value === 1,
  z.boolean(),
);

/** A value that forms carry as JSON text. Throws `fault` when the text is not JSON. */
export function jsonArg(value: unknown, fault: () => SlackFault): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    throw fault();
  }
}

export function recordArg(value: unknown, name: string): Json {
  const parsed = jsonArg(value, () =>
    invalidArguments(`[ERROR] must provide an object [json-pointer:/${name}]`),
  );
  if (!isRecord(parsed)) {
    throw invalidArguments(
      parsed === undefined
        ? `[ERROR] missing required field: ${name}`
        : `[ERROR] must provide an object [json-pointer:/${name}]`,
    );
  }
  return parsed;
}
