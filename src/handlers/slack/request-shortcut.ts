import type { App, GlobalShortcut, MessageShortcut } from '@slack/bolt';
import { REQUEST_MESSAGE_SHORTCUT, REQUEST_SHORTCUT } from '../../blocks/ids.ts';
import { requestModal } from '../../blocks/request-modal.ts';
import { requestFormState } from '../request-form-state.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

/** "Request data access" from the shortcut menus opens the same form as `/mesh request`. */
export function registerRequestShortcut(app: App, { catalogue }: Pick<SlackDependencies, 'catalogue'>): void {
  for (const id of [REQUEST_SHORTCUT, REQUEST_MESSAGE_SHORTCUT]) {
    app.shortcut<GlobalShortcut | MessageShortcut>(id, async ({ ack, client, shortcut }) => {
      const state = await requestFormState(catalogue, whoActed(shortcut), '');
      await client.views.open({ trigger_id: shortcut.trigger_id, view: requestModal(state) });
      await ack();
    });
  }
}
