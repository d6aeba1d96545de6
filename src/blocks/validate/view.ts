import { LIMITS } from '../limits.ts';
import { blocksRule } from './blocks.ts';
import { plainText, typed } from './composition.ts';
import { byType, flag, isRecord, type Problem, problemsOf, type Rule, text } from './rule.ts';

/** Views. @see https://docs.slack.dev/reference/views */
const common = {
  private_metadata: text(0, LIMITS.view.privateMetadata),
  callback_id: text(0, LIMITS.view.callbackId),
  external_id: text(0, LIMITS.view.externalId),
};

const modal: Rule = typed(
  'modal',
  { title: plainText(LIMITS.view.title), blocks: blocksRule('modal') },
  {
    ...common,
    submit: plainText(LIMITS.view.submit),
    close: plainText(LIMITS.view.close),
    clear_on_close: flag,
    notify_on_close: flag,
  },
  (value, at, report) => {
    const blocks: readonly unknown[] = Array.isArray(value['blocks']) ? value['blocks'] : [];
    const asks = blocks.some((block) => isRecord(block) && block['type'] === 'input');
    if (asks && value['submit'] === undefined) {
      report({
        pointer: `${at}/submit`,
        code: 'missing_field',
        message: 'must define `submit` to use an `input` block in modals',
      });
    }
  },
);

const home: Rule = typed('home', { blocks: blocksRule('home') }, common);

const modalOnly = byType({ modal });
const homeOnly = byType({ home });

/** What Slack would refuse in a view; pointers begin with `/view`. Empty when all is right. */
export function validateView(view: unknown, kind: 'modal' | 'home'): readonly Problem[] {
  return problemsOf(kind === 'modal' ? modalOnly : homeOnly, view, '/view');
}

/** Slack's own form of a problem. @see https://github.com/slackapi/bolt-js/issues/407 */
export function problemText({ message, pointer }: Problem): string {
  return `[ERROR] ${message} [json-pointer:${pointer}]`;
}
