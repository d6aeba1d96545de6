import { validateMessageBlocks } from '../../../src/blocks/validate/message.ts';
import { isRecord, type Problem } from '../../../src/blocks/validate/rule.ts';
import { validateView } from '../../../src/blocks/validate/view.ts';
import { invalidArguments, SlackFault } from '../slack-fault.ts';
import { jsonArg, type Method } from './method.ts';

/** Slack's own validator, here by our rules. @see https://docs.slack.dev/reference/methods/blocks.validate */
export const blocksValidate: Method = {
  name: 'blocks.validate',
  scopes: [],
  rate: 'special',
  run({ args }) {
    const given = (['blocks', 'message', 'view'] as const).filter((name) => args[name] !== undefined);
    const [name] = given;
    if (name === undefined || given.length > 1) {
      throw invalidArguments('[ERROR] provide exactly one of blocks, message, view');
    }
    const value = jsonArg(args[name], () => invalidArguments(`[ERROR] must be JSON [json-pointer:/${name}]`));
    const problems = problemsIn(name, value);
    if (problems.length > 0) {
      const errors = problems.map(({ pointer, code, message }) => ({ pointer, code, message }));
      throw new SlackFault(`invalid_${name}`, { errors });
    }
    return {};
  },
};

/** Pointers begin at what was handed in: `/0/text` in blocks, `/blocks/0/text` in a message or view. */
function problemsIn(name: 'blocks' | 'message' | 'view', value: unknown): readonly Problem[] {
  if (name === 'view') {
    const kind = isRecord(value) && value['type'] === 'home' ? 'home' : 'modal';
    return from('/view', validateView(value, kind));
  }
  return name === 'blocks'
    ? from('/blocks', validateMessageBlocks(value))
    : validateMessageBlocks(isRecord(value) ? (value['blocks'] ?? []) : value);
}

function from(root: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, pointer: problem.pointer.replace(root, '') }));
}
