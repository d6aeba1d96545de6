import type { PlannedCall } from '../mesh/aws/plan.ts';

const LONGEST = 160;

/** One line for each call that would change something. */
export function planText(calls: readonly PlannedCall[], end: string | undefined): string {
  const lines = calls.map(
    ({ service, operation, input }) => `${service}.${operation}  ${shortened(JSON.stringify(input))}`,
  );
  const head =
    calls.length === 0
      ? 'Nothing would be changed.'
      : `${calls.length === 1 ? '1 call' : `${calls.length} calls`} would change something:`;
  return `${[head, ...lines, ...(end === undefined ? [] : [end])].join('\n')}\n`;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
