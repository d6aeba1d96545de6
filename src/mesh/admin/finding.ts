import { MeshError } from '../errors.ts';

/** `error`: something does not work now; `warning`: it will not under circumstances; `note`: it could not be looked at, or is worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

export interface Trouble {
  readonly severity: Severity;
  /** What people feel of it: a whole sentence. */
  readonly effect: string;
  /** What to do: a whole sentence. */
  readonly fix: string;
}

/** One thing that was looked at. `check` says what is well, or what is not where `ok` is false. */
export type Finding =
  | { readonly check: string; readonly ok: true }
  | ({ readonly check: string; readonly ok: false } & Trouble);

export function found(check: string, ok: boolean, trouble: Trouble): Finding {
  return ok ? { check, ok } : { check, ok, ...trouble };
}

export type Asked<T> =
  | { readonly finding: Finding & { readonly ok: true }; readonly value: T }
  | { readonly finding: Finding & { readonly ok: false } };

/** What was read, or the finding that it could not be; the refusal's own words go before the fix. */
export async function asked<T>(check: string, trouble: Trouble, read: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { value: await read(), finding: { check, ok: true } };
  } catch (error) {
    if (error instanceof MeshError) {
      return { finding: { check, ok: false, ...trouble, fix: `${error.userMessage} Then: ${trouble.fix}` } };
    }
    throw error;
  }
}

/** A check that is refused is a finding like any other. */
export async function tried(check: string, trouble: Trouble, look: () => Promise<boolean>): Promise<Finding> {
  const answer = await asked(check, trouble, look);
  return 'value' in answer ? found(check, answer.value, trouble) : answer.finding;
}

const ORDER = ['error', 'warning', 'note'] as const;

/** What is not well, worst first; within one severity in the order in which it was looked at. */
export function troubles(findings: readonly Finding[]): readonly (Finding & { readonly ok: false })[] {
  const bad = findings.flatMap((finding) => (finding.ok ? [] : [finding]));
  return ORDER.flatMap((severity) => bad.filter((finding) => finding.severity === severity));
}
