import { LIMITS } from '../../../src/blocks/limits.ts';
import type { Problem } from '../../../src/blocks/validate/rule.ts';
import { problemText, validateView } from '../../../src/blocks/validate/view.ts';
import { SlackFault } from '../slack-fault.ts';
import type { Json } from '../state/world.ts';
import { recordArg } from './method.ts';

/** Reads and checks a view. Throws `view_too_large`, or `invalid_arguments` with one message and pointer for each fault. */
export function viewArgument(value: unknown, kind: 'modal' | 'home'): Json {
  const view = recordArg(value, 'view');
  if (Buffer.byteLength(JSON.stringify(view)) > LIMITS.view.bytes) {
    throw new SlackFault('view_too_large');
  }
  const problems = validateView(view, kind);
  if (problems.length > 0) {
    throw invalidView(problems);
  }
  return view;
}

function invalidView(problems: readonly Problem[]): SlackFault {
  return new SlackFault('invalid_arguments', { response_metadata: { messages: problems.map(problemText) } });
}
