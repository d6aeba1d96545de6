import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { HOME_PAGE, OPEN_REQUEST } from '../../blocks/ids.ts';
import { requestFormState } from '../request-form-state.ts';
import { clickJob } from './job-of-gesture.ts';
import { openRequest } from './open-request.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

/** App Home: opened or paged, it is drawn by the worker from the records as they are. */
export function registerAppHome(app: App, { jobs, catalogue, now }: SlackDependencies): void {
  app.event('app_home_opened', async ({ event, body, context }) => {
    if (event.tab !== 'home') {
      return;
    }
    await jobs.send({
      kind: 'home',
      id: body.event_id,
      at: now(),
      workspace: context.teamId ?? body.team_id,
      ...(context.enterpriseId ? { enterprise: context.enterpriseId } : {}),
      user: event.user,
      reply: {},
    });
  });

  app.action<BlockAction<ButtonAction>>(new RegExp(`^${HOME_PAGE}\\.`), async ({ ack, action, body }) => {
    const [section = '', from = '0'] = (action.value ?? '').split(':');
    await jobs.send({
      kind: 'home',
      ...clickJob(action, body, now()),
      reply: {},
      page: { section, from: Math.max(0, Number.parseInt(from, 10) || 0) },
    });
    await ack();
  });

  app.action<BlockAction<ButtonAction>>(OPEN_REQUEST, async ({ ack, action, body, client }) => {
    const who = whoActed(body);
    const [state, products] = await Promise.all([
      requestFormState(catalogue, who, ''),
      action.value ? catalogue.products() : [],
    ]);
    const product = products.find(({ key }) => key === action.value);
    await openRequest(
      { jobs, now },
      client,
      { ...who, trigger: body.trigger_id },
      { ...state, ...(product ? { product } : {}) },
    );
    await ack();
  });
}
