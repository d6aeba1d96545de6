import { readFile } from 'node:fs/promises';
import { readJson } from '../app/read-json.ts';
import { checkPolicy, faultText, type Known } from '../handlers/policy/check-policy.ts';
import { Policy } from '../handlers/policy/policy.ts';
import { UsageError } from './usage-error.ts';

/** A policy from a JSON file, checked against the teams that there are. Throws `UsageError` that names each wrong rule and field. */
export async function readPolicyFile(path: string, known: Known): Promise<Policy> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new UsageError(`The file ${path} cannot be read. Give a JSON file.`);
  }
  const parsed = Policy.safeParse(readJson(text));
  if (!parsed.success) {
    throw unusable(
      path,
      parsed.error.issues.map(({ path: at, message }) => `${place(at)}: ${message}`),
    );
  }
  const faults = checkPolicy(parsed.data, known);
  if (faults.length > 0) {
    throw unusable(path, faults.map(faultText));
  }
  return parsed.data;
}

function unusable(path: string, faults: readonly string[]): UsageError {
  return new UsageError(
    `The policy in ${path} cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}\nNothing was changed.`,
  );
}

/** `rule 2, stages.0.name` for what stands in a rule. */
function place(path: readonly PropertyKey[]): string {
  const [first, index, ...rest] = path;
  if (first === 'rules' && typeof index === 'number') {
    return [`rule ${index + 1}`, ...(rest.length > 0 ? [rest.map(String).join('.')] : [])].join(', ');
  }
  return path.map(String).join('.') || 'the whole';
}
