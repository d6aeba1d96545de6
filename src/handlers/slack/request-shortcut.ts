import type { App, GlobalShortcut, MessageShortcut } from '@slack/bolt';
import { REQUEST_MESSAGE_SHORTCUT, REQUEST_SHORTCUT } from '../../blocks/ids.ts';
import { requestFormState } from '../request-form-state.ts';
import { productNamedIn } from '../search-products.ts';
import { messageWords } from './message-words.ts';
import { openRequest } from './open-request.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

/** "Request data access" from the shortcut menus opens the same form as `/mesh request`; from a message, with its words as the reason. */
export function registerRequestShortcut(app: App, { catalogue, jobs, now }: SlackDependencies): void {
  app.shortcut<GlobalShortcut>(REQUEST_SHORTCUT, async ({ ack, client, shortcut }) => {
    const who = whoActed(shortcut);
    const state = await requestFormState(catalogue, who, '');
    await openRequest({ jobs, now }, client, { ...who, trigger: shortcut.trigger_id }, state);
    await ack();
  });

  app.shortcut<MessageShortcut>(REQUEST_MESSAGE_SHORTCUT, async ({ ack, client, shortcut }) => {
    const who = whoActed(shortcut);
    const reason = messageWords(shortcut.message.text ?? '');
    const [state, products] = await Promise.all([requestFormState(catalogue, who, ''), catalogue.products()]);
    const product = state.teams.length > 0 ? productNamedIn(products, reason) : undefined;
    await openRequest(
      { jobs, now },
      client,
      { ...who, trigger: shortcut.trigger_id },
      {
        ...state,
        ...(product ? { product } : {}),
        filled: {
          tables: [],
          permissions: ['SELECT', 'DESCRIBE'],
          reason,
          durationSeconds: product?.defaultSeconds,
        },
      },
    );
    await ack();
  });
}
