/** What the command line calls what people type in Slack; the option takes the id that follows the verb. */
const COMMANDS: Readonly<Record<string, { readonly command: string; readonly id?: string }>> = {
  answer: { command: 'answer-question', id: '--request-id' },
  approve: { command: 'approve-subscription', id: '--request-id' },
  ask: { command: 'ask-requester', id: '--request-id' },
  delegates: { command: 'delegate list' },
  deny: { command: 'deny-subscription', id: '--request-id' },
  doctor: { command: 'doctor' },
  drift: { command: 'drift' },
  edit: { command: 'edit-request', id: '--request-id' },
  extend: { command: 'extend', id: '--subscription-id' },
  filters: { command: 'row-filter list' },
  find: { command: 'list-products' },
  import: { command: 'import-subscription', id: '--subscription-id' },
  list: { command: 'list-subscriptions' },
  modify: { command: 'modify-subscription', id: '--subscription-id' },
  pending: { command: 'list-pending' },
  policy: { command: 'policy show' },
  products: { command: 'list-products' },
  publish: { command: 'create-data-product' },
  request: { command: 'request-access' },
  resume: { command: 'resume' },
  revoke: { command: 'delete-subscription', id: '--subscription-id' },
  status: { command: 'get-subscription', id: '--subscription-id' },
  withdraw: { command: 'delete-subscription', id: '--subscription-id' },
};

/**
 * A sentence of the engine, worded once for people in Slack, for somebody who sits at a shell: the command of the command line in place of the one
 * that Slack knows. What only Slack can do stays, and says where.
 */
export function commandLineWords(sentence: string): string {
  return sentence.replace(
    /`\/mesh ([a-z-]+)(?: ([^`]*))?`/g,
    (said, verb: string, rest: string | undefined) => {
      const known = COMMANDS[verb];
      if (!known) {
        return `${said} in Slack`;
      }
      const named = known.id && rest ? ` ${known.id} ${rest}` : '';
      return `\`data-mesh-cli ${known.command}${named}\``;
    },
  );
}
